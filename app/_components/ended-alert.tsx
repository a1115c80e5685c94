'use client'

import { useAuth } from '@/lib/client/auth-provider'
import { endReasonInWords } from './end-reason'
import { Alert } from './ui/alert'

/** Says over the sign-in form why it is there, in place of the band above the page. */
export function EndedAlert() {
  const { endReason } = useAuth()
  if (endReason === null || endReason === 'signed-out') return null
  const { title, text } = endReasonInWords(endReason)
  return (
    <Alert data-session-ended className="mb-6">
      <strong>{title}.</strong> {text}
    </Alert>
  )
}
