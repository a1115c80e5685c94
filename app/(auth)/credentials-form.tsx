'use client'

import { useEffect } from 'react'
import { Field } from '@/components/field'
import { Form, useSubmit } from '@/components/form'
import { emptyFields, NO_PROBLEMS, problemsOf, typed } from '@/components/form-values'
import { PasswordField } from '@/components/password-field'
import { SubmitButton } from '@/components/submit-button'
import { Input } from '@/components/ui/input'
import { passwordHint } from '@/components/words'
import { useAuth } from '@/lib/client/auth-provider'

type CredentialsFormProps = {
  mode: 'sign-in' | 'sign-up'
  /** A path of this origin: where to go once signed in. */
  next: string
  /** Was a signed-in user sent to the form? Then only the form leads on. */
  stays?: boolean
  /** In code points. */
  passwordMinLength?: number
}

const BROWSER_ONLY = 'browser-only'
const EMPTY = { email: 'Enter your email address.', password: 'Enter your password.' }
const NO_COOKIES = {
  fields: {},
  summary: 'This browser blocks cookies for this site. Signing in needs one.',
}
/** The field that a refusal is about. */
const ABOUT = { 'email-taken': 'email', 'weak-password': 'password' } as const

const wording = {
  'sign-in': { submit: 'Sign in', busy: 'Signing in…', autoComplete: 'current-password' },
  'sign-up': { submit: 'Create account', busy: 'Creating account…', autoComplete: 'new-password' },
} as const

export function CredentialsForm({
  mode,
  next,
  stays = false,
  passwordMinLength,
}: CredentialsFormProps) {
  const { status, signIn, signUp } = useAuth()
  const words = wording[mode]

  const { state, action, busy } = useSubmit(async (form) => {
    const missing = navigator.cookieEnabled ? emptyFields(form, EMPTY) : NO_COOKIES
    if (missing) return { done: false, problems: missing }
    const [email, password] = [typed(form, 'email'), typed(form, 'password')]
    const remember = new FormData(form).has(BROWSER_ONLY) ? false : undefined
    const result =
      mode === 'sign-in'
        ? await signIn(email, password, { remember })
        : await signUp({ email, password })
    if (result.ok) return { done: true, problems: NO_PROBLEMS }
    return { done: false, problems: problemsOf(result, form, ABOUT) }
  }, {})
  const { fields } = state.problems

  // Signed in by this form or in another tab. A whole new document: no page that was rendered or
  // prefetched for a visitor survives in the router's cache, and the typed password leaves memory.
  // Replaced, so that Back does not lead to the form again.
  const leaves = status === 'signed-in' && (state.done || !stays)
  useEffect(() => {
    if (leaves) window.location.replace(next)
  }, [leaves, next])

  return (
    <Form problems={state.problems} action={action} busy={busy || leaves}>
      <Field label="Email" name="email" error={fields.email}>
        {(control) => (
          <Input
            {...control}
            type="email"
            autoComplete="username"
            inputMode="email"
            autoCapitalize="none"
            autoCorrect="off"
            spellCheck={false}
            required
          />
        )}
      </Field>
      <PasswordField
        label="Password"
        name="password"
        autoComplete={words.autoComplete}
        hint={passwordMinLength ? passwordHint(passwordMinLength) : undefined}
        minLength={passwordMinLength}
        error={fields.password}
      />
      {mode === 'sign-in' && <BrowserOnly />}
      <SubmitButton busy={busy || leaves} busyLabel={words.busy}>
        {words.submit}
      </SubmitButton>
    </Form>
  )
}

/** For shared computers: the cookie of this session goes when the browser closes. */
function BrowserOnly() {
  return (
    <div>
      <label className="flex min-h-11 w-fit items-center gap-3 font-medium">
        <input
          type="checkbox"
          name={BROWSER_ONLY}
          aria-describedby={`${BROWSER_ONLY}-hint`}
          className="size-5 accent-primary"
        />
        Only while this browser is open
      </label>
      <p id={`${BROWSER_ONLY}-hint`} className="text-sm text-muted">
        For a computer that others use, too. You are signed out when you close the browser, and
        after 24 hours at the latest.
      </p>
    </div>
  )
}
