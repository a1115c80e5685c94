import type { Metadata } from 'next'
import { ResetPassword } from '@/app/(public)/reset-password/reset-password'
import { SlipPage } from '@/components/slip'
import { Alert } from '@/components/ui/alert'
import { pageSettings } from '@/lib/config/page-settings'

export const metadata: Metadata = { title: 'Choose a new password' }

/** For everyone, signed in or not: the link says whose password it is about, and only the server reads it. */
export default function ResetPasswordPage() {
  return (
    <SlipPage>
      <noscript>
        <Alert>
          This page needs JavaScript: the code of your link is in the part of the address that only
          the page itself can read. Allow JavaScript for this site and open the link again.
        </Alert>
      </noscript>
      <ResetPassword passwordMinLength={pageSettings().passwordMinLength} />
    </SlipPage>
  )
}
