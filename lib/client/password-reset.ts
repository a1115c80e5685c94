/**
 * A new password for the link of someone who cannot sign in. It signs no one in and sets no cookie,
 * so it takes no part in what the page's session does, but for a look at it afterwards: it may be one
 * of those that the reset has ended.
 */

import { asFailure, isLost } from './answer'
import { type CallDeps, HASHING_TIMEOUT, post } from './api'
import type { AuthActions } from './types'

const PATH = '/api/auth/reset-password'

const PERHAPS_CHANGED =
  'No answer came back, so the password may have changed. Try again with the same password: if the link is then refused, sign in with it.'

export function createPasswordReset(
  deps: CallDeps,
  hooks: {
    /** Called when sessions have ended, or may have. */
    onReset(): void
  },
): Pick<AuthActions, 'resetPassword'> {
  return {
    async resetPassword(token, newPassword) {
      const wasOnline = deps.isOnline()
      const answer = await post(deps, PATH, {
        body: { token, newPassword },
        timeout: HASHING_TIMEOUT,
      })
      // Exactly 204: a captive portal says 200 to everything.
      const isDone = answer.kind === 'answer' && answer.status === 204
      const failure = isDone ? null : asFailure(answer)
      const perhapsDone = failure !== null && wasOnline && isLost(failure)
      if (isDone || perhapsDone) hooks.onReset()
      if (failure === null) return { ok: true }
      return perhapsDone ? { ...failure, detail: PERHAPS_CHANGED, perhapsDone } : failure
    },
  }
}
