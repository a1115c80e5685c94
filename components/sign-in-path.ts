import type { AuthState } from '@/lib/client/types'

/**
 * While the server does not know of a sign-out yet, it would send the user on to the account:
 * `again` asks for the form. A sign-in then ends the session that is left.
 */
export function signInPath(signOutStatus: AuthState['signOutStatus']): string {
  const known = signOutStatus === 'none' || signOutStatus === 'confirmed'
  return known ? '/sign-in' : '/sign-in?again'
}
