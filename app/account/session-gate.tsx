'use client'

import type { ReactNode } from 'react'
import { useAuth } from '@/lib/client/auth-provider'
import { SessionEnded } from './session-ended-screen'

/**
 * Wraps what only a signed-in person may see. The server decides whether the page is rendered at
 * all; the gate takes it off the screen in the moment the session ends, whoever ended it, and
 * keeps it off: Back through the router's cache meets the gate as well.
 */
export function SessionGate({ children }: { children: ReactNode }) {
  const { endReason, endedBefore } = useAuth()
  // Where there was no session to end, the page itself redirects, and only if it is rendered.
  return endReason === null || endedBefore ? children : <SessionEnded reason={endReason} />
}
