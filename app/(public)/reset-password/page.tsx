import type { Metadata } from 'next'
import { ResetPassword } from '@/app/(public)/reset-password/reset-password'
import { LinkPage } from '@/components/link-page'
import { pageSettings } from '@/lib/config/page-settings'

export const metadata: Metadata = { title: 'Choose a new password' }

/** For everyone, signed in or not: the link says whose password it is about, and only the server reads it. */
export default function ResetPasswordPage() {
  return (
    <LinkPage>
      <ResetPassword passwordMinLength={pageSettings().passwordMinLength} />
    </LinkPage>
  )
}
