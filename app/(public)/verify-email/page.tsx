import type { Metadata } from 'next'
import { VerifyEmail } from '@/app/(public)/verify-email/verify-email'
import { LinkPage } from '@/components/link-page'

export const metadata: Metadata = { title: 'Verify your address' }

/** For everyone, signed in or not: only the server reads whose link it is. */
export default function VerifyEmailPage() {
  return (
    <LinkPage>
      <VerifyEmail />
    </LinkPage>
  )
}
