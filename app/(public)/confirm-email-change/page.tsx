import type { Metadata } from 'next'
import { EmailChangePage } from '@/app/(public)/email-change-link'

export const metadata: Metadata = { title: 'Change your email address' }

/** For everyone, signed in or not: the link says whose address it is about, and only the server reads it. */
export default function Page() {
  return <EmailChangePage kind="confirm" />
}
