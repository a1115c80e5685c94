'use client'

import { useState } from 'react'
import { EmailField } from '@/components/email-field'
import { Form, takeFocus, useSubmit } from '@/components/form'
import { emptyFields, NO_PROBLEMS, problemsOf, typed } from '@/components/form-values'
import { MailOnItsWay } from '@/components/mail-on-its-way'
import { Slip } from '@/components/slip'
import { SubmitButton } from '@/components/submit-button'
import { TextLink } from '@/components/text-link'
import { Button } from '@/components/ui/button'
import { forgotPassword } from '@/lib/client/mail-calls'
import { LINK_LIFETIMES } from '@/lib/contract/link-lifetimes'
import { NO_MAIL } from '@/lib/contract/mail-outbox'

/** Asks for a link for a new password. What it says is the same whether or not an account has the address. */
export function ForgotPassword() {
  const [round, setRound] = useState(0)
  return (
    <>
      <Ask key={round} isAgain={round > 0} again={() => setRound(round + 1)} />
      <p className="text-center text-muted">
        Remember it? <TextLink href="/sign-in">Sign in</TextLink>
      </p>
    </>
  )
}

function Ask({ isAgain, again }: { isAgain: boolean; again: () => void }) {
  const { state, action, busy } = useSubmit<{
    sent: { email: string; outbox: string | null } | null
  }>(
    async (form, before) => {
      const empty = emptyFields(form, { email: 'Enter your email address.' })
      if (empty) return { ...before, problems: empty }
      const email = typed(form, 'email')
      const result = await forgotPassword(email)
      return result.ok
        ? { done: true, problems: NO_PROBLEMS, sent: { email, outbox: result.outbox } }
        : { ...before, problems: problemsOf(result, form) }
    },
    { sent: null },
  )
  if (state.sent) {
    const { email, outbox } = state.sent
    return (
      <Slip title={outbox === NO_MAIL ? 'No mail is sent' : 'Look for a mail'}>
        <MailOnItsWay
          email={email}
          outbox={outbox}
          resend={() => forgotPassword(email)}
          needsAccount
        >
          Its link works once, for {LINK_LIFETIMES['password-reset'].words}.
        </MailOnItsWay>
        {outbox !== NO_MAIL && (
          <Button variant="secondary" size="small" className="mt-4" onClick={again}>
            Use another address
          </Button>
        )}
      </Slip>
    )
  }
  return (
    <Slip title="Forgot your password?" titleRef={isAgain ? takeFocus : undefined}>
      <p className="mb-5">
        Enter the address of your account. A mail brings you a link to choose a new password.
      </p>
      <Form problems={state.problems} action={action} busy={busy}>
        <EmailField error={state.problems.fields.email} />
        <SubmitButton busy={busy} busyLabel="Sending…">
          Send the link
        </SubmitButton>
      </Form>
    </Slip>
  )
}
