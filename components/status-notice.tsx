'use client'

import { Info } from 'lucide-react'
import type { ReactNode } from 'react'
import { useAuth } from '@/lib/client/auth-provider'
import type { AuthState } from '@/lib/client/types'
import { cn } from '@/lib/utils'
import { endReasonInWords } from './end-reason-words'
import { connectionInWords } from './words'

/**
 * What the page has to say about the connection and the session, on every page.
 *
 * The region is always in the document: screen readers announce what changes inside one, not one
 * that appears.
 */
export function StatusNotice() {
  const state = useAuth()
  const connection = connectionInWords(state)
  return (
    // What was over before is read from the top of the page; only news stay in view.
    <div role="status" className={cn('z-10', !state.endedBefore && 'sticky top-0')}>
      {connection && <Band>{connection}</Band>}
      <SessionNotice {...state} />
    </div>
  )
}

/** A session that ends while a public page is open must not end silently. */
function SessionNotice({ endReason, signOutStatus }: AuthState) {
  if (endReason === null) return null
  const { title, text } = endReasonInWords(endReason)
  if (endReason !== 'signed-out') {
    return (
      <Band name="session-ended">
        <strong>{title}.</strong> {text}
      </Band>
    )
  }
  if (signOutStatus === 'unconfirmed') {
    return (
      <Band name="session-ended">
        <strong>Not signed out on the server yet.</strong> It could not be reached. Keep this page
        open: it tries again by itself.
      </Band>
    )
  }
  return <p className="sr-only">{text}</p>
}

function Band({ name, children }: { name?: string; children: ReactNode }) {
  return (
    <div data-notice={name} className="border-b border-notice bg-notice-card text-notice">
      <p className="mx-auto flex max-w-6xl gap-3 px-4 py-3 text-sm leading-relaxed sm:px-6">
        <Info aria-hidden className="mt-0.5 size-5 shrink-0" />
        <span>{children}</span>
      </p>
    </div>
  )
}
