import type { Metadata } from 'next'
import { EmailChangePage } from '@/app/(public)/email-change-link'

export const metadata: Metadata = { title: 'Take the change of your address back' }

/** For everyone, signed in or not: the link says whose address it is about, and only the server reads it. */
export default function Page() {
  return <EmailChangePage kind="undo" />
}
