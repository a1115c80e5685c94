'use client'

import { SendAgain } from '@/components/mail-on-its-way'
import { Card, CardTitle } from '@/components/ui/card'
import { resendVerification } from '@/lib/client/mail-calls'

/** For a user whose address is not verified yet. */
export function VerifyNotice({ email, outbox }: { email: string; outbox: string | null }) {
  return (
    <Card aria-labelledby="verify">
      <CardTitle id="verify">Verify your address</CardTitle>
      <p className="mt-1 mb-4 leading-relaxed text-muted">
        Open the link in our mail to <span className="wrap-anywhere">{email}</span>, and it is clear
        that the mailbox is yours. Where you find none, ask for it here.
      </p>
      <SendAgain pause={0} outbox={outbox} resend={() => resendVerification(email)} />
    </Card>
  )
}
