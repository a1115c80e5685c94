'use client'

import { Alert } from '@/components/ui/alert'
import { useAuth } from '@/lib/client/auth-provider'

/**
 * Stands over the sign-in form of a user who is signed in and was sent here all the same: no
 * redirect, since the page that sent them may do so again. By the page's own word: one that has
 * signed out, and whose sign-out the server does not know yet, shows no one.
 */
export function SignedInAlert({ next }: { next: string }) {
  const { user } = useAuth()
  if (!user) return null
  return (
    <Alert className="mb-6">
      You are signed in as <strong className="wrap-anywhere">{user.email}</strong>.{' '}
      {/* No Link: a page that was prefetched for a visitor must not come back. */}
      <a href={next} className="font-medium underline underline-offset-4">
        Go on
      </a>{' '}
      or sign in with another account.
    </Alert>
  )
}
