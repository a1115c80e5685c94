'use client'

/**
 * What the pages share whose link is to count only for the user who has the account: someone else may have entered
 * the address that it came to. Only the password shows whose account it is.
 */

import { type ReactNode, useState } from 'react'
import { CredentialFields } from '@/components/credential-fields'
import { Form, takeFocus, type useSubmit } from '@/components/form'
import {
  emptyFields,
  NO_PROBLEMS,
  type Problems,
  problemsOf,
  typed,
} from '@/components/form-values'
import { SignOutButton } from '@/components/sign-out-button'
import { Slip } from '@/components/slip'
import { SubmitButton } from '@/components/submit-button'
import { TextLink } from '@/components/text-link'
import { Alert } from '@/components/ui/alert'
import { useAuth } from '@/lib/client/auth-provider'

const EMPTY = { email: 'Enter your email address.', password: 'Enter your password.' }

/**
 * Until it is known who is signed in, a user sees no form: it would have to be taken back. A visitor sees it
 * from the first frame on.
 */
export function UntilKnown(props: { title: string; hasToken: boolean; children: ReactNode }) {
  const { status } = useAuth()
  const isKnown = props.hasToken && status !== 'unknown'
  return (
    <>
      {!isKnown && (
        <div data-until-known="user">
          <Slip title={props.title}>One moment…</Slip>
        </div>
      )}
      <div data-until-known={isKnown ? undefined : 'visitor'}>{props.children}</div>
    </>
  )
}

/** The account whose password is shown; or why there is none, or none yet. */
type SignedInFirst = { email: string; password: string; isUnverified: boolean } | Problems

/** `signInFirst` is for the action of the form below. */
export function useSignInFirst(latestToken: () => string | null) {
  const { user, endReason, signIn } = useAuth()
  const [wasSignedIn, setWasSignedIn] = useState(user !== null)
  if (user && !wasSignedIn) setWasSignedIn(true)

  async function signInFirst(form: HTMLFormElement): Promise<SignedInFirst> {
    const empty = emptyFields(form, EMPTY)
    if (empty) return empty
    const [email, password] = [typed(form, 'email'), typed(form, 'password')]
    // Where another user was signed in, a sign-in loads the document again, which then needs the link again.
    const mayLoadAgain = endReason !== null
    if (mayLoadAgain) putInAddress(`#token=${latestToken()}`)
    const first = await signIn(email, password)
    if (first.ok && mayLoadAgain) return NO_PROBLEMS
    putInAddress('')
    // An address that is not verified is refused after the password was right.
    const isUnverified = !first.ok && first.code === 'email-unverified'
    if (first.ok || isUnverified) return { email, password, isUnverified }
    return problemsOf(first, form)
  }
  return { signInFirst, wasSignedIn }
}

type FormProps = Pick<ReturnType<typeof useSubmit>, 'action' | 'busy'> & {
  problems: Problems
  title: string
  busyLabel: string
}

/** @property wasSignedIn the form takes the place of what a user saw. */
export function SignInFirst({
  warning,
  submit,
  wasSignedIn,
  title,
  busyLabel,
  ...form
}: FormProps & { warning: string; submit: string; wasSignedIn: boolean }) {
  // What was said to the user who has signed out since is not about this form.
  const [earlier] = useState(form.problems)
  const problems = form.problems === earlier ? NO_PROBLEMS : form.problems
  return (
    <Slip title={title} titleRef={wasSignedIn ? takeFocus : undefined}>
      <Alert className="mb-5">{warning}</Alert>
      <Form {...form} problems={problems}>
        <CredentialFields problems={problems} autoComplete="current-password" />
        <SubmitButton busy={form.busy} busyLabel={busyLabel}>
          {submit}
        </SubmitButton>
      </Form>
      <p className="mt-4">
        Not your password, or forgotten?{' '}
        <TextLink href="/forgot-password">Choose a new password</TextLink>
      </p>
    </Slip>
  )
}

/** One button, for a user who is signed in. */
export function AsUser({
  email,
  button,
  title,
  busyLabel,
  children,
  ...form
}: FormProps & { email: string; button: string; children: ReactNode }) {
  return (
    <Slip title={title}>
      <p className="mb-5">
        You are signed in as <strong className="wrap-anywhere">{email}</strong>. {children}
      </p>
      <Form {...form}>
        <SubmitButton busy={form.busy} busyLabel={busyLabel}>
          {button}
        </SubmitButton>
      </Form>
      <div className="mt-4">
        <SignOutButton />
      </div>
    </Slip>
  )
}

/** Changes the fragment of the address, and loads nothing. */
export function putInAddress(fragment: string): void {
  const { pathname, search } = window.location
  window.history.replaceState(null, '', pathname + search + fragment)
}
