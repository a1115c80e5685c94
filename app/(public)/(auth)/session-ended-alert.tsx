'use client'

import { endReasonInWords } from '@/components/end-reason-words'
import { Alert } from '@/components/ui/alert'
import { useAuth } from '@/lib/client/auth-provider'

/** Replaces the band above the page. */
export function SessionEndedAlert() {
  const { endReason } = useAuth()
  if (endReason === null || endReason === 'signed-out') return null
  const { title, text } = endReasonInWords(endReason)
  return (
    <Alert data-session-ended className="mb-6">
      <strong>{title}.</strong> {text}
    </Alert>
  )
}
