'use client'

import { clsx } from 'clsx'
import { Info } from 'lucide-react'
import type { ReactNode } from 'react'
import { useAuth } from '@/lib/client/auth-provider'
import type { AuthState } from '@/lib/client/types'
import { endReasonInWords } from './end-reason-words'
import { connectionInWords } from './words'

/** The region is always in the document: screen readers announce what changes in it, not that it appears. */
export function StatusNotice() {
  const state = useAuth()
  const connection = connectionInWords(state)
  return (
    // What was over before is read from the top of the page; only what is new stays in view.
    <div role="status" className={clsx('z-10', !state.endedBefore && 'sticky top-0')}>
      {connection && <Band>{connection}</Band>}
      <SessionNotice {...state} />
    </div>
  )
}

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
      <p className="page-width flex gap-3 py-3 text-sm leading-relaxed">
        <Info aria-hidden className="mt-0.5 size-5 shrink-0" />
        <span>{children}</span>
      </p>
    </div>
  )
}
