'use client'

import type { ReactNode } from 'react'
import { Form, takeFocus, useSubmit } from '@/components/form'
import { emptyFields, NO_PROBLEMS, problemsOf, typed } from '@/components/form-values'
import { PasswordField } from '@/components/password-field'
import { Slip } from '@/components/slip'
import { SubmitButton } from '@/components/submit-button'
import { TextLink } from '@/components/text-link'
import { Alert } from '@/components/ui/alert'
import { buttonVariants } from '@/components/ui/button'
import { useLinkToken } from '@/components/use-link-token'
import { passwordHint } from '@/components/words'
import { PasswordGuidance } from '@/features/password-strength/password-guidance' // feature: password-strength
import { useAuth } from '@/lib/client/auth-provider'
import { LINK_LIFETIMES } from '@/lib/contract/link-lifetimes'

type Props = { passwordMinLength: number }

/** Where a link for a new password leads. Opening it changes nothing: mail scanners open links, too. */
export function ResetPassword(props: Props) {
  const { token, opened, latest } = useLinkToken()
  if (token === null) {
    return (
      <Result title="This link is not complete">
        <p>
          If you have chosen a new password just now, sign in with it. Otherwise open the whole
          link, as you got it: where it is copied by hand, its end is easily lost. If you do not
          have it any more, <AnotherLink />.
        </p>
        <ToSignIn />
      </Result>
    )
  }
  // Another link begins anew. The first one does not: something may be typed by then.
  return <WithLink key={Math.max(1, opened)} latestToken={latest} {...props} />
}

/** `perhaps`: the link is refused after an answer was lost, so it may have done its work. */
type End = 'changed' | 'refused' | 'perhaps'

function WithLink({
  latestToken,
  passwordMinLength,
}: Props & { latestToken: () => string | null }) {
  const { user, resetPassword } = useAuth()

  const { state, action, busy } = useSubmit<{ end: End | null; isLost: boolean }>(
    async (form, before) => {
      const empty = emptyFields(form, { newPassword: 'Enter a new password.' })
      if (empty) return { ...before, problems: empty }
      const result = await resetPassword(latestToken() ?? '', typed(form, 'newPassword'))
      const end = (end: End) => ({ ...before, done: true, end, problems: NO_PROBLEMS })
      if (result.ok) return end('changed')
      if (result.code === 'invalid-token') return end(before.isLost ? 'perhaps' : 'refused')
      return {
        ...before,
        isLost: before.isLost || result.perhapsDone === true,
        problems: problemsOf(result, form, { 'weak-password': 'newPassword' }),
      }
    },
    // `isLost`: an answer was lost.
    { end: null, isLost: false },
  )

  if (state.end === 'changed') {
    return (
      <Result title="Your password is set" isEnd>
        <p>Sign in with it. Every session that the account had has ended, on every device.</p>
        <ToSignIn />
      </Result>
    )
  }
  if (state.end === 'perhaps') {
    return (
      <Result title="Your password may have changed">
        <p>
          No answer came back before, and now the link is used up. Sign in with the new password,
          the first one if you entered two. If it is refused, <AnotherLink />.
        </p>
        <ToSignIn />
      </Result>
    )
  }
  if (state.end === 'refused') {
    return (
      <Result title="This link does not work any more">
        <p>
          It works once, for {LINK_LIFETIMES['password-reset'].words}, and a newer link or a change
          of the password ends it. If you have used it yourself, sign in with the password that you
          chose then. Otherwise <AnotherLink />.
        </p>
        <ToSignIn />
      </Result>
    )
  }

  return (
    <Slip title="Choose a new password">
      <p className="mb-5">This ends every session of the account, on every device.</p>
      {user && (
        <Alert className="mb-5">
          You are signed in as <strong className="wrap-anywhere">{user.email}</strong>. The new
          password is for the account that the link was made for.
        </Alert>
      )}
      <Form problems={state.problems} action={action} busy={busy}>
        <PasswordField
          label="New password"
          name="newPassword"
          autoComplete="new-password"
          hint={passwordHint(passwordMinLength)}
          minLength={passwordMinLength}
          error={state.problems.fields.newPassword}
        />
        {/* feature: password-strength */}
        <PasswordGuidance field="newPassword" minLength={passwordMinLength} />
        {/* /feature: password-strength */}
        <SubmitButton busy={busy} busyLabel="Changing password…">
          Change password
        </SubmitButton>
      </Form>
    </Slip>
  )
}

/**
 * What has become of the link.
 *
 * @param isEnd it says that sessions have ended, so that the band above the page need not.
 */
function Result({ title, isEnd, children }: { title: string; isEnd?: true; children: ReactNode }) {
  return (
    <Slip title={title} titleRef={takeFocus} data-session-ended={isEnd}>
      {children}
    </Slip>
  )
}

const AnotherLink = () => <TextLink href="/forgot-password">ask for another link</TextLink>

/** No Link: signing in starts with a new document. `stay`: this browser may be signed in to another account. */
function ToSignIn() {
  return (
    <a href="/sign-in?stay" className={buttonVariants({ className: 'mt-6' })}>
      Sign in
    </a>
  )
}
