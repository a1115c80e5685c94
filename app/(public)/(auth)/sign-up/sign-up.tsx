'use client'

import { type ReactNode, useState } from 'react'
import { AuthLink } from '@/app/(public)/(auth)/auth-link'
import { CredentialsForm } from '@/app/(public)/(auth)/credentials-form'
import { takeFocus } from '@/components/form'
import { MailOnItsWay } from '@/components/mail-on-its-way'
import { Slip } from '@/components/slip'
import { Button } from '@/components/ui/button'
import { resendVerification } from '@/lib/client/mail-calls'

/** A mail that a sign-up has asked for. */
type AskedMail = { email: string; outbox: string | null }

/** The form, and what follows it where the address has to be verified first. */
export function SignUp(props: { passwordMinLength: number; children?: ReactNode }) {
  // null: the address is to be corrected.
  const [mail, setMail] = useState<AskedMail | null>()
  return (
    <>
      <Slip
        title={mail ? 'Look into your mailbox' : 'Create an account'}
        titleRef={mail === null ? takeFocus : undefined}
      >
        {mail && (
          <div className="grid justify-items-start gap-5">
            <MailOnItsWay {...mail} resend={() => resendVerification(mail.email)}>
              The link in it finishes your sign-up. If you have an account already, it says that.
            </MailOnItsWay>
            <Button variant="secondary" size="small" onClick={() => setMail(null)}>
              Correct the address
            </Button>
          </div>
        )}
        {/* What was typed stays, to be corrected. */}
        <div hidden={Boolean(mail)}>
          <CredentialsForm mode="sign-up" onMailed={setMail} {...props} />
        </div>
      </Slip>
      <p className="text-center text-muted">
        Have one already? <AuthLink path="/sign-in">Sign in</AuthLink>
      </p>
    </>
  )
}
