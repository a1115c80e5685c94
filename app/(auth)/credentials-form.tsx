'use client'

import { type FormEvent, useActionState, useEffect, useRef } from 'react'
import { Field } from '@/components/field'
import { PasswordField } from '@/components/password-field'
import { SubmitButton } from '@/components/submit-button'
import { typed } from '@/components/typed'
import { Alert } from '@/components/ui/alert'
import { Input } from '@/components/ui/input'
import { useOnline } from '@/components/use-online'
import { failureInWords, passwordHint } from '@/components/words'
import { useAuth } from '@/lib/client/auth-provider'
import type { CallResult } from '@/lib/client/types'

type CredentialsFormProps = {
  mode: 'sign-in' | 'sign-up'
  /** A path of this origin: where to go once signed in. */
  next: string
  /** Was a signed-in user sent to the form? Then only the form leads on. */
  stays?: boolean
  /** Code points that a new password needs; told before it is typed. */
  passwordMinLength?: number
}

/** What went wrong last time. `summary` is for what belongs to no field. */
type Problems = { email?: string; password?: string; summary?: string; isOffline?: boolean }

type Outcome = { done: boolean; problems: Problems }

const BROWSER_ONLY = 'browser-only'

const wording = {
  'sign-in': { submit: 'Sign in', busy: 'Signing in…', autoComplete: 'current-password' },
  'sign-up': { submit: 'Create account', busy: 'Creating account…', autoComplete: 'new-password' },
} as const

/**
 * E-mail and password, one form, one submit.
 *
 * The form has a function as its action, so React replays a submit that came before hydration:
 * the password gets into no URL and the submit is not lost. The inputs are uncontrolled, and the
 * reset that React does after an action is refused, so what was typed or filled in stays.
 */
export function CredentialsForm({
  mode,
  next,
  stays = false,
  passwordMinLength,
}: CredentialsFormProps) {
  const { status, signIn, signUp } = useAuth()
  const online = useOnline()
  const form = useRef<HTMLFormElement>(null)
  const summary = useRef<HTMLDivElement>(null)
  const words = wording[mode]

  const [{ done, problems }, submit, pending] = useActionState(
    async (before: Outcome, data: FormData): Promise<Outcome> => {
      // A double click before hydration is replayed as two submits: the second would be refused.
      if (before.done) return before
      const email = typed(form.current, 'email')
      const password = typed(form.current, 'password')
      const missing = whatIsMissing(email, password)
      if (missing) return { done: false, problems: missing }
      const remember = data.get(BROWSER_ONLY) === null ? undefined : false
      const result =
        mode === 'sign-in'
          ? await signIn(email, password, { remember })
          : await signUp(email, password)
      return { done: result.ok, problems: problemsOf(result) }
    },
    { done: false, problems: {} },
  )

  // Signed in by this form or in another tab. A whole new document: no page that was rendered or
  // prefetched for a visitor survives in the router's cache, and the typed password leaves memory.
  // Replaced, so that Back does not lead to the form again.
  const leaves = status === 'signed-in' && (done || !stays)
  useEffect(() => {
    if (leaves) window.location.replace(next)
  }, [leaves, next])

  useEffect(() => {
    const invalid = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')
    if (problems.email || problems.password) invalid?.focus()
    else if (problems.summary) summary.current?.focus()
  }, [problems])

  const busy = pending || leaves
  const ignoreWhileBusy = (event: FormEvent) => busy && event.preventDefault()

  return (
    <form
      ref={form}
      action={submit}
      onSubmit={ignoreWhileBusy}
      onReset={(event) => event.preventDefault()}
      noValidate
      className="grid gap-5"
    >
      {problems.summary && !(problems.isOffline && online) && (
        <Alert ref={summary} tone="danger" role="alert" tabIndex={-1}>
          {problems.summary}
        </Alert>
      )}
      <Field label="Email" name="email" error={problems.email}>
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
        error={problems.password}
      />
      {mode === 'sign-in' && <BrowserOnly />}
      <SubmitButton busy={busy} busyLabel={words.busy}>
        {words.submit}
      </SubmitButton>
    </form>
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

/** What can be said without asking the server. All else is the server's to judge. */
function whatIsMissing(email: string, password: string): Problems | null {
  if (!navigator.cookieEnabled) {
    return { summary: 'This browser blocks cookies for this site. Signing in needs one.' }
  }
  if (email.trim() !== '' && password !== '') return null
  return {
    email: email.trim() === '' ? 'Enter your email address.' : undefined,
    password: password === '' ? 'Enter your password.' : undefined,
  }
}

function problemsOf(result: CallResult): Problems {
  if (result.ok) return {}
  if (result.code === 'email-taken') return { email: failureInWords(result) }
  if (result.code === 'weak-password') return { password: failureInWords(result) }
  const of = (path: string) => result.errors.find((error) => error.path === path)?.message
  const fields = { email: of('email'), password: of('password') }
  if (fields.email || fields.password) return fields
  return { summary: failureInWords(result), isOffline: result.code === 'offline' }
}
