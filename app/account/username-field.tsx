'use client'

import { useAuth } from '@/lib/client/auth-provider'

/**
 * Whose password a form is about. Without it password managers offer every account of this site, or
 * save a new password under none. It is hidden, and it is not sent.
 */
export function UsernameField() {
  const { user } = useAuth()
  return (
    <input
      type="email"
      name="username"
      autoComplete="username"
      value={user?.email ?? ''}
      readOnly
      hidden
    />
  )
}
