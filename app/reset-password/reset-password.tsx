'use client'

import { type FormEvent, type ReactNode, useActionState, useEffect, useRef } from 'react'
import { PasswordField } from '@/components/password-field'
import { Slip } from '@/components/slip'
import { SubmitButton } from '@/components/submit-button'
import { typed } from '@/components/typed'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { useOnline } from '@/components/use-online'
import { failureInWords, passwordHint } from '@/components/words'
import { useAuth } from '@/lib/client/auth-provider'
import type { CallFailure } from '@/lib/client/types'
import { useLinkToken } from './use-link-token'

type Props = { passwordMinLength: number }

/** Where a link for a new password leads. Opening it changes nothing: mail scanners open links, too. */
export function ResetPassword(props: Props) {
  const { token, opened, latest } = useLinkToken()
  if (token === null) {
    return (
      <Told title="This link is not complete">
        <p>
          If you have chosen a new password just now, sign in with it. Otherwise open the whole
          link, as you got it: where it is copied by hand, its end is easily lost.
        </p>
        <ToSignIn />
      </Told>
    )
  }
  // Another link begins anew. The first one does not: something may be typed by then.
  return <WithLink key={Math.max(1, opened)} latestToken={latest} {...props} />
}

/** What went wrong last time. `summary` is for what belongs to no field. */
type Problems = { newPassword?: string; summary?: string; isOffline?: boolean }

/** `perhaps`: the link is refused after an answer was lost, so it may have done its work. */
type Outcome = { state: 'open' | 'done' | 'refused' | 'perhaps'; lost: boolean; problems: Problems }

function WithLink({
  latestToken,
  passwordMinLength,
}: Props & { latestToken: () => string | null }) {
  const { user, resetPassword } = useAuth()
  const online = useOnline()
  const form = useRef<HTMLFormElement>(null)
  const summary = useRef<HTMLDivElement>(null)

  const [{ state, problems }, submit, pending] = useActionState(
    async (before: Outcome): Promise<Outcome> => {
      // A double click before hydration is replayed as two submits: the second would be refused.
      if (before.state !== 'open') return before
      const { lost } = before
      const newPassword = typed(form.current, 'newPassword')
      if (newPassword === '') {
        return { state: 'open', lost, problems: { newPassword: 'Enter a new password.' } }
      }
      const result = await resetPassword(latestToken() ?? '', newPassword)
      if (result.ok) return { state: 'done', lost, problems: {} }
      if (result.code === 'invalid-token') {
        return { state: lost ? 'perhaps' : 'refused', lost, problems: {} }
      }
      return {
        state: 'open',
        lost: lost || result.perhapsDone === true,
        problems: problemsOf(result),
      }
    },
    { state: 'open', lost: false, problems: {} },
  )

  useEffect(() => {
    const invalid = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')
    if (problems.newPassword) invalid?.focus()
    else if (problems.summary) summary.current?.focus()
  }, [problems])

  if (state === 'done') {
    return (
      <Told title="The password was changed" isEnd>
        <p>
          Every session of the account has ended, on every device. Sign in with the new password.
        </p>
        <ToSignIn />
      </Told>
    )
  }
  if (state === 'perhaps') {
    return (
      <Told title="Your password may have changed">
        <p>
          No answer came back before, and now the link is used up. Sign in with the new password,
          the first one if you entered two. If it is refused, ask the people who run this site for
          another link.
        </p>
        <ToSignIn />
      </Told>
    )
  }
  if (state === 'refused') {
    return (
      <Told title="This link does not work any more">
        <p>
          It is good for one use and 30 minutes, and a newer link or a change of the password ends
          it. If you have used it yourself, sign in with the password that you chose then. Otherwise
          ask the people who run this site for another link.
        </p>
        <ToSignIn />
      </Told>
    )
  }

  const ignoreWhileBusy = (event: FormEvent) => pending && event.preventDefault()

  return (
    <Slip title="Choose a new password">
      <p className="mb-5">This ends every session of the account, on every device.</p>
      {user && (
        <Alert className="mb-5">
          You are signed in as <strong className="wrap-anywhere">{user.email}</strong>. The new
          password is for the account that the link was made for.
        </Alert>
      )}
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
        <PasswordField
          label="New password"
          name="newPassword"
          autoComplete="new-password"
          hint={passwordHint(passwordMinLength)}
          minLength={passwordMinLength}
          error={problems.newPassword}
        />
        <SubmitButton busy={pending} busyLabel="Changing password…">
          Change password
        </SubmitButton>
      </form>
    </Slip>
  )
}

/**
 * What has become of the link. The heading takes the focus, which also reads it out.
 *
 * @param isEnd it says that sessions have ended, so that the band above the page need not.
 */
function Told({ title, isEnd, children }: { title: string; isEnd?: true; children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <Slip title={title} titleRef={heading} data-session-ended={isEnd}>
      {children}
    </Slip>
  )
}

/** No Link: signing in starts with a new document. `stay`: this browser may be signed in to another account. */
function ToSignIn() {
  return (
    <Button asChild className="mt-6">
      <a href="/sign-in?stay">Sign in</a>
    </Button>
  )
}

function problemsOf(result: CallFailure): Problems {
  if (result.code === 'weak-password') return { newPassword: failureInWords(result) }
  const newPassword = result.errors.find(({ path }) => path === 'newPassword')?.message
  if (newPassword) return { newPassword }
  return { summary: failureInWords(result), isOffline: result.code === 'offline' }
}
