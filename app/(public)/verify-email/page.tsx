import type { Metadata } from 'next'
import { VerifyEmail } from '@/app/(public)/verify-email/verify-email'
import { SlipPage } from '@/components/slip'
import { Alert } from '@/components/ui/alert'

export const metadata: Metadata = { title: 'Verify your address' }

/** For everyone, signed in or not: only the server reads whose link it is. */
export default function VerifyEmailPage() {
  return (
    <SlipPage>
      <noscript>
        <Alert>
          This page needs JavaScript: the code of your link is in the part of the address that only
          the page itself can read. Allow JavaScript for this site and open the link again.
        </Alert>
      </noscript>
      <VerifyEmail />
    </SlipPage>
  )
}
