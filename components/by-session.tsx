'use client'

import type { ReactNode } from 'react'
import { useAuth } from '@/lib/client/auth-provider'

type Both = { user: ReactNode; visitor: ReactNode }

/**
 * Shows one thing to a user and another to a visitor. A page that does not know yet has both, and
 * globals.css shows the one that the hint stands for, from the first paint on.
 */
export function BySession({ user, visitor }: Both) {
  const { status } = useAuth()
  const until = (one: 'user' | 'visitor') => (status === 'unknown' ? one : undefined)
  return (
    <>
      {status !== 'signed-out' && (
        <div data-until-known={until('user')} className="contents">
          {user}
        </div>
      )}
      {status !== 'signed-in' && (
        <div data-until-known={until('visitor')} className="contents">
          {visitor}
        </div>
      )}
    </>
  )
}
