'use client'

import { type ReactNode, useEffect, useState } from 'react'
import { CredentialFields } from '@/components/credential-fields'
import { afterSignIn } from '@/components/end-reason-words'
import { Form, useSubmit } from '@/components/form'
import { emptyFields, NO_PROBLEMS, problemsOf, typed } from '@/components/form-values'
import { SendAgain } from '@/components/mail-on-its-way'
import { SubmitButton } from '@/components/submit-button'
import { TextLink } from '@/components/text-link'
import { passwordHint } from '@/components/words'
import { useAuth } from '@/lib/client/auth-provider'
import { resendVerification } from '@/lib/client/mail-calls'
import type { SignUpResult } from '@/lib/client/types'
import { BROWSER_ONLY } from './browser-only'
import { SignedInAlert } from './signed-in-alert'
import { useNext, useSearch } from './use-next'

type CredentialsFormProps = {
  mode: 'sign-in' | 'sign-up'
  /** In code points. */
  passwordMinLength?: number
  /** Called where an account has to be finished by mail. */
  onMailed?(mail: { email: string; outbox: string | null }): void
  /** Below the password. */
  children?: ReactNode
}

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

export function CredentialsForm(props: CredentialsFormProps) {
  const { mode, passwordMinLength, onMailed, children } = props
  const { status, connection, signIn, signUp } = useAuth()
  const next = afterSignIn(useLastEndReason(), useNext())
  const stays = useStays()
  const words = wording[mode]

  const { state, action, busy } = useSubmit<{ unverified?: string }>(async (form) => {
    const missing = navigator.cookieEnabled ? emptyFields(form, EMPTY) : NO_COOKIES
    if (missing) return { done: false, problems: missing }
    const [email, password] = [typed(form, 'email'), typed(form, 'password')]
    const remember = new FormData(form).has(BROWSER_ONLY) ? false : undefined
    const result: SignUpResult =
      mode === 'sign-in'
        ? await signIn(email, password, { remember })
        : await signUp({ email, password })
    if (!result.ok) {
      const unverified = result.code === 'email-unverified' ? email : undefined
      return { done: false, problems: problemsOf(result, form, ABOUT), unverified }
    }
    const { outbox } = result
    if (outbox === undefined) {
      // Where another user was signed in, this document is being loaded again: it would show the form once more.
      if (stays) window.location.replace(next)
      return { done: true, problems: NO_PROBLEMS }
    }
    onMailed?.({ email, outbox })
    return { done: false, problems: NO_PROBLEMS }
  }, {})

  const { unverified } = state

  // Signed in by this form or in another tab. A whole new document: no page that was rendered or
  // prefetched for a visitor survives in the router's cache, and the typed password leaves memory.
  // Replaced, so that Back does not lead to the form again.
  const leaves = status === 'signed-in' && (state.done || !stays)
  useEffect(() => {
    if (leaves) window.location.replace(next)
  }, [leaves, next])

  // Here with a session, or perhaps with one: the form appears only if it is needed.
  const isAsking = status === 'unknown' && connection === 'ok'
  const goesOn = leaves && !state.done
  return (
    <>
      {(isAsking || goesOn) && (
        <p role="status" data-until-known={isAsking ? 'user' : undefined}>
          One moment… {/* Also for a browser that gets no answer, or no scripts. */}
          <a href={next} className="font-medium underline underline-offset-4">
            Go on without waiting
          </a>
        </p>
      )}
      {stays && <SignedInAlert next={next} />}
      <div hidden={goesOn} data-until-known={isAsking ? 'visitor' : undefined}>
        <Form problems={state.problems} action={action} busy={busy || leaves}>
          <CredentialFields
            problems={state.problems}
            autoComplete={words.autoComplete}
            hint={passwordMinLength ? passwordHint(passwordMinLength) : undefined}
            minLength={passwordMinLength}
          />
          {children}
          <SubmitButton busy={busy || leaves} busyLabel={words.busy}>
            {words.submit}
          </SubmitButton>
        </Form>
        {unverified && (
          <div className="mt-6">
            <SendAgain pause={0} outbox={null} resend={() => resendVerification(unverified)} />
          </div>
        )}
        {mode === 'sign-in' && (
          <p className="mt-5 text-center">
            <TextLink href="/forgot-password">Forgot your password?</TextLink>
          </p>
        )}
      </div>
    </>
  )
}

/**
 * Was a user who is signed in sent to the form (`signInPath`)? Then only the form leads on. Not once the
 * page has been a visitor's: who signs in after that, in another tab perhaps, wants to go on.
 */
function useStays(): boolean {
  const { status } = useAuth()
  const [wasVisitor, setWasVisitor] = useState(false)
  if (status === 'signed-out' && !wasVisitor) setWasVisitor(true)
  return new URLSearchParams(useSearch()).has('stay') && !wasVisitor
}

/** Why the last session of this page ended, also after the sign-in that follows it. */
function useLastEndReason() {
  const { endReason } = useAuth()
  const [last, setLast] = useState(endReason)
  if (endReason !== null && endReason !== last) setLast(endReason)
  return last
}
