'use client'

import { useAuth } from '@/lib/client/auth-provider'

/**
 * Whose password a form is about, for password managers: without it they offer every account of
 * this site, or save a new password under none. Nobody else sees it, and it is not sent.
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
