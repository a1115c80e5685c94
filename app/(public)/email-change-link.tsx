'use client'

import type { ReactNode } from 'react'
import { AsUser, SignInFirst, UntilKnown, useSignInFirst } from '@/app/(public)/sign-in-first'
import { BySession } from '@/components/by-session'
import { Form, takeFocus, useSubmit } from '@/components/form'
import { NO_PROBLEMS, problemsOf } from '@/components/form-values'
import { LinkPage } from '@/components/link-page'
import { InOutbox, NO_MAIL_WORDS } from '@/components/mail-on-its-way'
import { Slip } from '@/components/slip'
import { SubmitButton } from '@/components/submit-button'
import { TextLink } from '@/components/text-link'
import { Alert } from '@/components/ui/alert'
import { buttonVariants } from '@/components/ui/button'
import { useLinkToken } from '@/components/use-link-token'
import { isLost } from '@/lib/client/answer'
import { useAuth } from '@/lib/client/auth-provider'
import { callApi } from '@/lib/client/call-api'
import { confirmEmailChange, undoEmailChange } from '@/lib/client/mail-calls'
import { LINK_LIFETIMES } from '@/lib/contract/link-lifetimes'
import { NO_MAIL } from '@/lib/contract/mail-outbox'

/**
 * What has become of a link, the last three by the code of the refusal. `perhaps`: it is refused after an answer was
 * lost, so it may have done its work.
 */
type End = 'done' | 'perhaps' | 'invalid-token' | 'email-taken'

type Onward = { href: string; label: string }

type Kind = {
  /** Where the page has no link, as after a reload. */
  again: { text: string; nexts: Onward[] }
  title: string
  text: string
  button: string
  busy: string
  act: typeof confirmEmailChange
  ends: Record<End, { title: string; text: string; next?: Onward }>
}

const TO_ACCOUNT = { href: '/account/security', label: 'Go to your account' }
const TO_NEW_PASSWORD = { href: '/forgot-password', label: 'Ask for a new password' }
// `stay`: this browser may be signed in to another account.
const TO_SIGN_IN = { href: '/sign-in?stay', label: 'Sign in' }

const KINDS: Record<'confirm' | 'undo', Kind> = {
  confirm: {
    again: {
      text: 'If you have changed your address just now, your account shows it.',
      nexts: [TO_ACCOUNT],
    },
    title: 'Change your email address',
    text: 'If you asked for the change in this account, it gets the address that the mail with this link was sent to, and you stay signed in where you are. If you asked in another account, sign out first.',
    button: 'Change address',
    busy: 'Changing address…',
    act: confirmEmailChange,
    ends: {
      done: {
        title: 'Your address was changed',
        text: `Sign in with the new address from now on. The earlier one got a mail, whose link takes the change back for ${LINK_LIFETIMES['undo-email-change'].words}.`,
        next: TO_ACCOUNT,
      },
      perhaps: {
        title: 'Your address may have changed',
        text: 'No answer came back before, and now the link is used up. Your account shows which address it has.',
        next: TO_ACCOUNT,
      },
      'invalid-token': {
        title: 'This link does not work any more',
        text: `It works once, for ${LINK_LIFETIMES['confirm-email-change'].words}, and a newer link or a change of the password or the address ends it. If you have used it yourself, the address was changed then. Otherwise ask for another one in your account, under Security.`,
        next: TO_ACCOUNT,
      },
      'email-taken': {
        title: 'Another account has this address',
        text: 'It was taken after you asked for the change, so your account keeps the address that it has. You can choose another one in your account, under Security.',
        next: TO_ACCOUNT,
      },
    },
  },
  undo: {
    again: {
      text: 'If you have taken the change back just now, choose a new password by the mail that came after it, or ask for another one. If you have chosen it, sign in.',
      nexts: [TO_NEW_PASSWORD, TO_SIGN_IN],
    },
    title: 'Take the change of your address back',
    text: 'Use this if it was not you who asked for another address. The account keeps the address that the mail with this link was sent to, or gets it back. Every session ends, on every device, and so does the password: the next mail lets you choose a new one.',
    button: 'Take the change back',
    busy: 'Taking the change back…',
    act: undoEmailChange,
    ends: {
      done: {
        title: 'Your address stays yours',
        text: 'Your account has the address that the mail with this link was sent to. Every session of it has ended, and its password is worth nothing.',
      },
      perhaps: {
        title: 'The change may be taken back',
        text: 'No answer came back before, and now the link is used up. If a mail with a link to a new password has come, your account has your address.',
        next: TO_NEW_PASSWORD,
      },
      'invalid-token': {
        title: 'This link does not work any more',
        text: `It works once, for ${LINK_LIFETIMES['undo-email-change'].words}, while there is a change to take back, and the use of an earlier one ends it. If your account has your address, you can ask for a link to a new password. Otherwise ask the people who run this site for help.`,
        next: TO_NEW_PASSWORD,
      },
      'email-taken': {
        title: 'Another account has this address',
        text: 'So nothing was changed. Ask the people who run this site for help.',
      },
    },
  },
}

type Props = { kind: keyof typeof KINDS }

/** Where a link about a change of an address leads. Opening it changes nothing: mail scanners open links, too. */
export function EmailChangePage({ kind }: Props) {
  return (
    <LinkPage>
      <EmailChangeLink kind={kind} />
    </LinkPage>
  )
}

function EmailChangeLink({ kind }: Props) {
  const { token, opened, latest } = useLinkToken()
  if (token === null) {
    const { text, nexts } = KINDS[kind].again
    return (
      <Slip title="This link is not complete" titleRef={takeFocus}>
        <p>
          {text} Otherwise open the whole link, as you got it: where it is copied by hand, its end
          is easily lost.
        </p>
        <div className="flex flex-wrap gap-x-3">
          {nexts.map((next) => (
            <Next key={next.href} {...next} />
          ))}
        </div>
      </Slip>
    )
  }
  const link = <WithLink key={Math.max(1, opened)} latestToken={latest} kind={kind} />
  if (kind === 'undo') return link
  return (
    <UntilKnown title={KINDS.confirm.title} hasToken={token !== undefined}>
      {link}
    </UntilKnown>
  )
}

function WithLink({ latestToken, kind }: Props & { latestToken: () => string | null }) {
  const { user } = useAuth()
  const { signInFirst, wasSignedIn } = useSignInFirst(latestToken)
  const { title, text, button, busy: busyLabel, act, ends } = KINDS[kind]

  const { state, action, busy } = useSubmit<{
    end: End | null
    isLost: boolean
    outbox: string | null
  }>(
    async (form, before) => {
      // The owner of the earlier address takes a change back with the mailbox alone: the password may be a thief's.
      const first = kind === 'undo' || user ? { email: user?.email ?? '' } : await signInFirst(form)
      if (!('email' in first)) return { ...before, problems: first }
      const wasOnline = navigator.onLine
      const result = await act(latestToken() ?? '', first.email)
      const ended = (end: End, outbox: string | null = null) => ({
        ...before,
        done: true,
        end,
        outbox,
        problems: NO_PROBLEMS,
      })
      if (result.ok) {
        // This page's session may have ended by it: the call finds out, and the header follows.
        if (kind === 'undo') void callApi('/api/me')
        return ended('done', result.outbox)
      }
      if (result.code === 'invalid-token') {
        return ended(before.isLost ? 'perhaps' : 'invalid-token')
      }
      if (result.code === 'email-taken') return ended('email-taken')
      return {
        ...before,
        isLost: before.isLost || (wasOnline && isLost(result)),
        problems: problemsOf(result, form),
      }
    },
    // `isLost`: an answer was lost.
    { end: null, isLost: false, outbox: null },
  )

  if (state.end !== null) {
    const { title, text, next } = ends[state.end]
    return (
      <Slip
        title={title}
        titleRef={takeFocus}
        // It says that sessions have ended, so that the band above the page need not.
        data-session-ended={(kind === 'undo' && state.end === 'done') || undefined}
      >
        <p>{text}</p>
        {state.end === 'done' && kind === 'undo' && <WhereTheMailIs outbox={state.outbox} />}
        {next && <Next {...next} />}
      </Slip>
    )
  }
  const form = { problems: state.problems, action, busy, busyLabel }
  if (kind === 'confirm' && user) {
    return (
      <AsUser {...form} title={title} email={user.email} button={button}>
        {text}
      </AsUser>
    )
  }
  if (kind === 'confirm') {
    return (
      <SignInFirst
        {...form}
        title="Sign in to change your address"
        wasSignedIn={wasSignedIn}
        warning="Sign in with the address that your account has now: the password shows that the account is yours. If you have not asked for another address, someone else has entered yours: close this page, and nothing comes of it."
        submit="Sign in and change address"
      />
    )
  }
  return (
    <Slip title={title}>
      <p className="mb-5">{text}</p>
      {user && (
        <Alert className="mb-5">
          You are signed in as <strong className="wrap-anywhere">{user.email}</strong>. The link is
          about the account that it was made for.
        </Alert>
      )}
      <Form problems={state.problems} action={action} busy={busy}>
        <SubmitButton busy={busy} busyLabel={busyLabel}>
          {button}
        </SubmitButton>
      </Form>
    </Slip>
  )
}

/** No Link: what the page knows of the session may be out of date. A visitor signs in on the way to the account. */
function Next({ href, label }: Onward) {
  const link = (words: string) => (
    <a href={href} className={buttonVariants({ className: 'mt-6' })}>
      {words}
    </a>
  )
  if (href !== TO_ACCOUNT.href) return link(label)
  return <BySession user={link(label)} visitor={link('Sign in')} />
}

function WhereTheMailIs({ outbox }: { outbox: string | null }): ReactNode {
  if (outbox === NO_MAIL) return <p className="mt-5">{NO_MAIL_WORDS}</p>
  return (
    <div className="mt-5 grid gap-5">
      <p>
        A mail is on its way to your address: its link lets you choose a new password, within{' '}
        {LINK_LIFETIMES['password-reset'].words}.
      </p>
      {outbox ? (
        <InOutbox outbox={outbox} />
      ) : (
        <p className="text-sm text-muted">
          If it is not there in a minute, look among the spam, or{' '}
          <TextLink href="/forgot-password">ask for another one</TextLink>.
        </p>
      )}
    </div>
  )
}
