'use client'

import { Alert } from '@/components/ui/alert'
import { useAuth } from '@/lib/client/auth-provider'

/**
 * For a user who is signed in and was sent to the form all the same: a redirect could lead in a
 * circle. The page decides, since the server may not know of a sign-out yet.
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
