import type { Metadata } from 'next'
import { ForgotPassword } from '@/app/(public)/forgot-password/forgot-password'
import { SlipPage } from '@/components/slip'
import { Alert } from '@/components/ui/alert'

export const metadata: Metadata = { title: 'Forgot your password?' }

export default function ForgotPasswordPage() {
  return (
    <SlipPage>
      <noscript>
        <Alert>This page needs JavaScript. Allow JavaScript for this site and reload.</Alert>
      </noscript>
      <ForgotPassword />
    </SlipPage>
  )
}
