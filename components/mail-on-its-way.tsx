'use client'

import { type ReactNode, useState } from 'react'
import type { MailResult } from '@/lib/client/types'
import { NO_MAIL } from '@/lib/contract/mail-outbox'
import { ActionButton } from './action-button'
import { takeFocus } from './form'
import { failedOutcome, type Outcome, OutcomeRegions } from './outcome'
import { Alert } from './ui/alert'
import { useSecondsLeft } from './wait'
import { durationInWords } from './words'

export const NO_MAIL_WORDS = 'This site sends no mail. Ask the people who run it for a link.'

/** Seconds before the mail can be sent again: most arrive by then. */
const PAUSE = 60

type MailOnItsWayProps = {
  email: string
  /** As in `MailResult`. */
  outbox: string | null
  resend(): Promise<MailResult>
  /** Whether a mail is sent depends on whether there is an account, which the page must not show. */
  needsAccount?: true
  /** What the mail is for, after the sentence that it is on its way. */
  children?: ReactNode
}

/** Says where a mail is that a user has to look for. Takes the focus, which also reads it out. */
export function MailOnItsWay({ email, outbox, resend, needsAccount, children }: MailOnItsWayProps) {
  if (outbox === NO_MAIL) {
    return (
      <p ref={takeFocus} role="status" tabIndex={-1}>
        {NO_MAIL_WORDS}
      </p>
    )
  }
  const address = <strong className="wrap-anywhere">{email}</strong>
  return (
    <div className="grid gap-4">
      <div ref={takeFocus} role="status" tabIndex={-1}>
        <p>
          {needsAccount ? (
            <>If there is an account with {address}, a mail is on its way to it.</>
          ) : (
            <>A mail is on its way to {address}.</>
          )}{' '}
          {children}
        </p>
      </div>
      <SendAgain outbox={outbox} resend={resend} />
    </div>
  )
}

/** Where the mail is that no server sends. */
export function InOutbox({ outbox }: { outbox: string }) {
  return (
    <Alert>
      No mail server is set: read it at{' '}
      <a href={outbox} className="font-medium underline underline-offset-4">
        {outbox}
      </a>
      .
    </Alert>
  )
}

/**
 * Where the mail is, and a button that sends it again.
 *
 * @param pause in seconds, before the first time; 0 where no mail was asked for just now.
 */
export function SendAgain({
  pause = PAUSE,
  ...props
}: Pick<MailOnItsWayProps, 'outbox' | 'resend'> & { pause?: number }) {
  // Each answer begins a wait, and a refusal for too many says how long it is.
  const [last, setLast] = useState<{
    outcome?: Outcome
    outbox: string | null
    wait: number
    isSent: boolean
  }>({ outbox: props.outbox, wait: pause, isSent: pause > 0 })
  const [busy, setBusy] = useState(false)
  const left = useSecondsLeft(last, last.wait)

  async function send() {
    if (busy || left > 0) return
    setBusy(true)
    const result = await props.resend()
    setBusy(false)
    if (result.ok && result.outbox === NO_MAIL) {
      return setLast({ ...last, outcome: { failed: NO_MAIL_WORDS }, wait: 0 })
    }
    setLast(
      result.ok
        ? {
            outcome: { done: 'The mail was sent again.' },
            outbox: result.outbox,
            wait: PAUSE,
            isSent: true,
          }
        : { ...last, outcome: failedOutcome(result), wait: result.retryAfter ?? 0 },
    )
  }

  return (
    <div className="grid justify-items-start gap-3">
      {last.outbox && <InOutbox outbox={last.outbox} />}
      {last.isSent && !last.outbox && (
        <p className="text-sm text-muted">
          A mail can take a minute. If it is not there by then, look among the spam.
        </p>
      )}
      <ActionButton
        act={send}
        busy={busy}
        busyLabel="Sending…"
        aria-disabled={busy || left > 0 || undefined}
      >
        Send the mail again
        {/* A screen reader must not hear each second. */}
        {left > 0 && <span aria-hidden>in {durationInWords(left)}</span>}
      </ActionButton>
      <OutcomeRegions outcome={last.outcome} />
    </div>
  )
}
