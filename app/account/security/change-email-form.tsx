'use client'

import { useState } from 'react'
import { ActionButton } from '@/components/action-button'
import { BusyButton } from '@/components/busy-button'
import { Field } from '@/components/field'
import { Form, takeFocus, useSubmit } from '@/components/form'
import { emptyFields, NO_PROBLEMS, problemsOf, typed } from '@/components/form-values'
import { LocalTime } from '@/components/local-time'
import { MailOnItsWay, SendAgain } from '@/components/mail-on-its-way'
import { Input } from '@/components/ui/input'
import { useAuth } from '@/lib/client/auth-provider'
import { callApi } from '@/lib/client/call-api'
import type { MailResult } from '@/lib/client/types'
import { MAIL_OUTBOX } from '@/lib/contract/mail-outbox'

const PATH = '/api/auth/change-email'
const NO_PASSWORD = 'Nothing was changed: that needs your password.'

async function changeEmail(newEmail: string): Promise<MailResult> {
  const result = await callApi(PATH, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ newEmail }),
    purpose: 'to change your address',
  })
  if (result.ok) return { ok: true, outbox: result.response.headers.get(MAIL_OUTBOX) }
  return result.code === 'step-up-required' ? { ...result, detail: NO_PASSWORD } : result
}

type Pending = { email: string; until: string; outbox: string | null }

/**
 * Asks for another address, as often as the user enters one.
 *
 * @param pending the change that waited for its link when the page was rendered; `until` is ISO 8601.
 */
export function ChangeEmailForm({ pending }: { pending: Pending | null }) {
  const [round, setRound] = useState(0)
  // A refresh renews the user, also where the address was changed in another tab.
  const { user } = useAuth()
  return (
    <>
      <p className="mt-1 mb-5 leading-relaxed text-muted">
        You sign in with <strong className="wrap-anywhere">{user?.email}</strong>. A new address
        counts once you have opened the link that we mail to it.
      </p>
      <OneChange
        key={round}
        isAgain={round > 0}
        again={() => setRound(round + 1)}
        // What is asked for here takes its place.
        pending={round > 0 ? null : pending}
      />
    </>
  )
}

type OneChangeProps = { isAgain: boolean; again(): void; pending: Pending | null }

function OneChange({ isAgain, again, pending }: OneChangeProps) {
  const { user } = useAuth()
  const { state, action, busy } = useSubmit<{ email: string; outbox: string | null }>(
    async (form, before) => {
      const empty = emptyFields(form, { newEmail: 'Enter your new address.' })
      if (empty) return { ...before, problems: empty }
      const email = typed(form, 'newEmail').trim()
      const result = await changeEmail(email)
      if (!result.ok) return { ...before, problems: problemsOf(result, form) }
      return { done: true, problems: NO_PROBLEMS, email, outbox: result.outbox }
    },
    { email: '', outbox: null },
  )

  if (state.done) {
    return (
      <div className="grid gap-4">
        <MailOnItsWay
          email={state.email}
          outbox={state.outbox}
          resend={() => changeEmail(state.email)}
        >
          Nothing changes until its link is opened. We told your present address
          {user && (
            <>
              , <strong className="wrap-anywhere">{user.email}</strong>
            </>
          )}
          . Where the new one has an account already, no mail goes there.
        </MailOnItsWay>
        <ActionButton act={again} busy={false} busyLabel="">
          Enter another address
        </ActionButton>
      </div>
    )
  }
  return (
    <>
      {pending && <PendingChange {...pending} />}
      <Form problems={state.problems} action={action} busy={busy} className="max-w-md">
        <Field label="New email address" name="newEmail" error={state.problems.fields.newEmail}>
          {(control) => (
            <Input
              {...control}
              ref={isAgain ? takeFocus : undefined}
              type="email"
              autoComplete="email"
              inputMode="email"
              autoCapitalize="none"
              autoCorrect="off"
              spellCheck={false}
              required
            />
          )}
        </Field>
        <BusyButton
          type="submit"
          busy={busy}
          busyLabel="Asking for the change…"
          className="justify-self-start"
        >
          Change address
        </BusyButton>
      </Form>
    </>
  )
}

function PendingChange({ email, until, outbox }: Pending) {
  return (
    <div className="mb-6 grid gap-3">
      <p>
        You have asked for <strong className="wrap-anywhere">{email}</strong>. It waits for the link
        in the mail that went there, until <LocalTime iso={until} />. Where it has an account
        already, no mail went there.
      </p>
      <SendAgain pause={0} outbox={outbox} resend={() => changeEmail(email)} />
    </div>
  )
}
