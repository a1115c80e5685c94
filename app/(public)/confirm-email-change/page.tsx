import type { Metadata } from 'next'
import { EmailChangePage } from '@/app/(public)/email-change-link'

export const metadata: Metadata = { title: 'Change your email address' }

/** For everyone: a visitor signs in here, and only the server knows whose link it is. */
export default function Page() {
  return <EmailChangePage kind="confirm" />
}
