'use client'

import { type ReactNode, useState } from 'react'
import { CredentialFields } from '@/components/credential-fields'
import { Form, takeFocus, useSubmit } from '@/components/form'
import { emptyFields, NO_PROBLEMS, problemsOf, typed } from '@/components/form-values'
import { SendAgain } from '@/components/mail-on-its-way'
import { SignOutButton } from '@/components/sign-out-button'
import { Slip } from '@/components/slip'
import { SubmitButton } from '@/components/submit-button'
import { TextLink } from '@/components/text-link'
import { Alert } from '@/components/ui/alert'
import { buttonVariants } from '@/components/ui/button'
import { useLinkToken } from '@/components/use-link-token'
import { useAuth } from '@/lib/client/auth-provider'
import { resendVerification, verifyEmail } from '@/lib/client/mail-calls'

/**
 * Where a link that verifies an address leads. Opening it changes nothing: mail scanners open links, too. It asks
 * for the password, since someone else may have signed up with this address: only who has chosen the password of
 * the account is to verify it.
 */
export function VerifyEmail() {
  const { user, status } = useAuth()
  const { token, opened, latest } = useLinkToken()
  if (token === null) {
    return (
      <Result
        title={user?.emailVerified ? 'Your address is verified' : 'This link is not complete'}
      >
        {user?.emailVerified ? (
          <p>There is nothing left to do for {user.email}.</p>
        ) : (
          <p>
            If you have verified your address just now, sign in. Otherwise open the whole link, as
            you got it: where it is copied by hand, its end is easily lost.
          </p>
        )}
        <GoOn isSignedIn={user !== null} />
      </Result>
    )
  }
  // Until it is known who is signed in, a user sees no form: it would have to be taken back. A visitor sees it
  // from the first frame on.
  const isKnown = token !== undefined && status !== 'unknown'
  return (
    <>
      {!isKnown && (
        <div data-until-known="user">
          <Slip title={TITLE}>One moment…</Slip>
        </div>
      )}
      <div data-until-known={isKnown ? undefined : 'visitor'}>
        {/* Another link begins anew. The first one does not: something may be typed by then. */}
        <WithLink key={Math.max(1, opened)} latestToken={latest} />
      </div>
    </>
  )
}

const TITLE = 'Verify your address'
const EMPTY = { email: 'Enter your email address.', password: 'Enter your password.' }

type End = { end: 'verified' | 'refused' | null; email: string }

function WithLink({ latestToken }: { latestToken: () => string | null }) {
  const { user, endReason, signIn } = useAuth()
  const [wasSignedIn, setWasSignedIn] = useState(user !== null)
  if (user && !wasSignedIn) setWasSignedIn(true)

  /** Shows the token, once it is clear that the account is of the one who looks at the page. */
  async function verify(form: HTMLFormElement, email: string) {
    const result = await verifyEmail(latestToken() ?? '', email)
    putInAddress('')
    const end = (end: End['end']) => ({ done: true, problems: NO_PROBLEMS, end, email })
    if (result.ok) return end('verified')
    if (result.code === 'invalid-token') return end('refused')
    return { done: false, problems: problemsOf(result, form), end: null, email }
  }

  const { state, action, busy } = useSubmit<End>(
    async (form, before) => {
      if (user && !user.emailVerified) return verify(form, user.email)
      const problems = emptyFields(form, EMPTY)
      if (problems) return { ...before, problems }
      const [email, password] = [typed(form, 'email'), typed(form, 'password')]
      // Where another user was signed in, a sign-in loads the document again, which then needs the link again.
      const mayLoadAgain = endReason !== null
      if (mayLoadAgain) putInAddress(`#token=${latestToken()}`)
      const first = await signIn(email, password)
      if (first.ok && mayLoadAgain) return before
      putInAddress('')
      if (first.ok) return verify(form, email)
      if (first.code !== 'email-unverified') {
        return { ...before, problems: problemsOf(first, form) }
      }
      const result = await verify(form, email)
      if (result.end === 'verified') await signIn(email, password)
      return result
    },
    { end: null, email: '' },
  )

  if (state.end === 'verified') {
    return (
      <Result title="Your address is verified">
        <p className="wrap-anywhere">{state.email} is yours from here on.</p>
        <GoOn isSignedIn={user !== null} />
      </Result>
    )
  }
  if (state.end === 'refused' && user?.emailVerified && user.email === state.email) {
    return (
      <Result title="Your address is verified already">
        <p>There is nothing left to do.</p>
        <GoOn isSignedIn />
      </Result>
    )
  }
  if (state.end === 'refused') {
    return (
      <Result title="This link does not work any more">
        <p className="mb-5">
          It works once, for a day, and a newer link ends it. If you have used it yourself, sign in.
          Otherwise we can send another one to{' '}
          <strong className="wrap-anywhere">{state.email}</strong>.
        </p>
        <SendAgain pause={0} outbox={null} resend={() => resendVerification(state.email)} />
        <GoOn isSignedIn={user !== null} />
      </Result>
    )
  }

  if (user?.emailVerified) {
    return (
      <Slip title="Your address is verified">
        <p className="mb-5">
          You are signed in as <strong className="wrap-anywhere">{user.email}</strong>, and there is
          nothing left to do. If the link came to another address, sign out, and sign in with that
          one here.
        </p>
        <div className="flex flex-wrap items-center gap-3">
          <a href="/account" className={buttonVariants()}>
            Go to your account
          </a>
          <SignOutButton />
        </div>
      </Slip>
    )
  }
  if (user) {
    return (
      <Slip title={TITLE}>
        <p className="mb-5">
          You are signed in as <strong className="wrap-anywhere">{user.email}</strong>. If the link
          came to another address, sign out first: it is for the account of that one.
        </p>
        <Form problems={state.problems} action={action} busy={busy}>
          <SubmitButton busy={busy} busyLabel="Verifying…">
            Verify my address
          </SubmitButton>
        </Form>
        <div className="mt-4">
          <SignOutButton />
        </div>
      </Slip>
    )
  }
  return (
    <Slip title="Sign in to verify your address" titleRef={wasSignedIn ? takeFocus : undefined}>
      <Alert className="mb-5">
        The password shows that the account is yours. If you have never signed up here, someone else
        has entered your address: close this page, and nothing comes of it.
      </Alert>
      <Form problems={state.problems} action={action} busy={busy}>
        <CredentialFields problems={state.problems} autoComplete="current-password" />
        <SubmitButton busy={busy} busyLabel="Verifying…">
          Sign in and verify
        </SubmitButton>
      </Form>
      <p className="mt-4">
        Not your password, or forgotten?{' '}
        <TextLink href="/forgot-password">Choose a new password</TextLink>
      </p>
    </Slip>
  )
}

/** Changes the fragment of the address, and loads nothing. */
function putInAddress(fragment: string): void {
  const { pathname, search } = window.location
  window.history.replaceState(null, '', pathname + search + fragment)
}

function Result({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Slip title={title} titleRef={takeFocus}>
      {children}
    </Slip>
  )
}

/** No Link: a new document has the account as it is now. */
function GoOn({ isSignedIn }: { isSignedIn: boolean }) {
  return (
    <a
      href={isSignedIn ? '/account' : '/sign-in'}
      className={buttonVariants({ className: 'mt-6' })}
    >
      {isSignedIn ? 'Go to your account' : 'Sign in'}
    </a>
  )
}
