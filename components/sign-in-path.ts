import type { AuthState } from '@/lib/client/types'

/**
 * The way to the sign-in form. While the server does not know of a sign-out yet, it still takes
 * this browser for signed in and would send the person on to their account: `again` says that they
 * mean the form. A sign-in then ends the session that is left.
 */
export function signInPath(signOutStatus: AuthState['signOutStatus']): string {
  const known = signOutStatus === 'none' || signOutStatus === 'confirmed'
  return known ? '/sign-in' : '/sign-in?again'
}
