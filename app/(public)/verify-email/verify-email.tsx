'use client'

import type { ReactNode } from 'react'
import {
  AsUser,
  putInAddress,
  SignInFirst,
  UntilKnown,
  useSignInFirst,
} from '@/app/(public)/sign-in-first'
import { takeFocus, useSubmit } from '@/components/form'
import { NO_PROBLEMS, problemsOf } from '@/components/form-values'
import { SendAgain } from '@/components/mail-on-its-way'
import { SignOutButton } from '@/components/sign-out-button'
import { Slip } from '@/components/slip'
import { buttonVariants } from '@/components/ui/button'
import { useLinkToken } from '@/components/use-link-token'
import { useAuth } from '@/lib/client/auth-provider'
import { currentUser } from '@/lib/client/call-api'
import { resendVerification, verifyEmail } from '@/lib/client/mail-calls'
import { LINK_LIFETIMES } from '@/lib/contract/link-lifetimes'

/**
 * Where a link that verifies an address leads. Opening it changes nothing: mail scanners open links, too. It asks
 * for the password, since someone else may have signed up with this address: only who has chosen the password of
 * the account is to verify it.
 */
export function VerifyEmail() {
  const { user } = useAuth()
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
  return (
    <UntilKnown title={TITLE} hasToken={token !== undefined}>
      {/* Another link begins anew. The first one does not: something may be typed by then. */}
      <WithLink key={Math.max(1, opened)} latestToken={latest} />
    </UntilKnown>
  )
}

const TITLE = 'Verify your address'

/** `already`: the link is refused, and the address is verified: its answer was lost, or another tab was faster. */
type End = { end: 'verified' | 'already' | 'refused' | null; email: string }

function WithLink({ latestToken }: { latestToken: () => string | null }) {
  const { user, signIn } = useAuth()
  const { signInFirst, wasSignedIn } = useSignInFirst(latestToken)

  /** Shows the token, once it is clear that the account is of the one who looks at the page. */
  async function verify(form: HTMLFormElement, email: string) {
    const result = await verifyEmail(latestToken() ?? '', email)
    putInAddress('')
    const end = (end: End['end']) => ({ done: true, problems: NO_PROBLEMS, end, email })
    if (result.ok) return end('verified')
    if (result.code === 'invalid-token') {
      const now = await currentUser()
      return end(now?.emailVerified && now.email === email ? 'already' : 'refused')
    }
    return { done: false, problems: problemsOf(result, form), end: null, email }
  }

  const { state, action, busy } = useSubmit<End>(
    async (form, before) => {
      if (user && !user.emailVerified) return verify(form, user.email)
      const first = await signInFirst(form)
      if (!('email' in first)) return { ...before, problems: first }
      const result = await verify(form, first.email)
      if (first.isUnverified && result.end === 'verified') await signIn(first.email, first.password)
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
  if (state.end === 'already') {
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
          It works once, for {LINK_LIFETIMES['verify-email'].words}, and a newer link ends it. If
          you have used it yourself, sign in. Otherwise we can send another one to{' '}
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
  const form = { problems: state.problems, action, busy, busyLabel: 'Verifying…' }
  if (user) {
    return (
      <AsUser {...form} title={TITLE} email={user.email} button="Verify my address">
        If the link came to another address, sign out first: it is for the account of that one.
      </AsUser>
    )
  }
  return (
    <SignInFirst
      {...form}
      title="Sign in to verify your address"
      wasSignedIn={wasSignedIn}
      warning="The password shows that the account is yours. If you have never signed up here, someone else has entered your address: close this page, and nothing comes of it."
      submit="Sign in and verify"
    />
  )
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
