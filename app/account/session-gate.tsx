'use client'

import type { ReactNode } from 'react'
import { useAuth } from '@/lib/client/auth-provider'
import { SessionEndedScreen } from './session-ended-screen'

/**
 * Takes a page off the screen when the session ends, and keeps it off: Back through the router's
 * cache passes the gate, too. The server decides whether the page is rendered at all.
 */
export function SessionGate({ children }: { children: ReactNode }) {
  const { endReason, endedBefore } = useAuth()
  // Where there was no session to end, the page itself redirects, and only if it is rendered.
  return endReason === null || endedBefore ? children : <SessionEndedScreen reason={endReason} />
}
