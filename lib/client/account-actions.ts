/**
 * What a signed-in user does to their account: change the password, confirm it, end every
 * session. Each is a call with the access token; a failure is a value to show.
 */

import { asFailure, interrupted, isLost, isTerminal } from './answer'
import { type CallDeps, post } from './api'
import type { Exchange } from './exchange'
import type { Session } from './session-types'
import type { Lock } from './tab-lock'
import type { AuthActions, CallResult } from './types'

const CHANGE_PASSWORD_PATH = '/api/auth/change-password'
const STEP_UP_PATH = '/api/auth/step-up'
const LOGOUT_ALL_PATH = '/api/auth/logout-all'

const PASSWORD_PERHAPS_CHANGED =
  'No answer came back, so your password may have changed. If the old one is refused, use the new one.'

export type AccountActions = Pick<AuthActions, 'changePassword' | 'stepUp' | 'signOutEverywhere'>

export type AccountHooks = {
  access: Session['access']
  exchange: Exchange
  confirmPassword: Session['confirmPassword']
  /** Called when the server has ended every session of the user. */
  onSignedOutEverywhere(): void
  /** Called when the password is changed and this page has no session any more. */
  onChangedWithoutGrant(): void
}

export function createAccountActions(
  deps: CallDeps & { lock: Lock },
  { access, exchange, confirmPassword, onSignedOutEverywhere, onChangedWithoutGrant }: AccountHooks,
): AccountActions {
  /**
   * Makes a call with the access token, and once more with another where the server refuses the
   * first. A wrong password is a 401, too: its code ends no session.
   */
  async function withToken(call: (token: string) => Promise<CallResult>): Promise<CallResult> {
    const first = await access(null)
    if (first.kind === 'failed') return first.failure
    if (first.kind === 'none') return interrupted()
    const result = await call(first.token)
    if (result.ok || !isTerminal(result.code)) return result
    const second = await access(first.token)
    return second.kind === 'token' ? call(second.token) : result
  }

  /** The same for what asks for a recent password check: the page asks, and the call goes on. */
  async function withPassword(
    purpose: string,
    call: (token: string) => Promise<CallResult>,
  ): Promise<CallResult> {
    const result = await withToken(call)
    if (result.ok || result.code !== 'step-up-required') return result
    return (await confirmPassword(purpose)) ? withToken(call) : result
  }

  return {
    async changePassword(currentPassword, newPassword) {
      const body = { currentPassword, newPassword }
      return withToken(async (token) => {
        const wasOnline = deps.isOnline()
        const options = { token, onNoGrant: onChangedWithoutGrant }
        const result = await exchange.send(CHANGE_PASSWORD_PATH, body, options)
        // Offline from the start: nothing was sent.
        if (result.ok || !wasOnline || !isLost(result)) return result
        return { ...result, detail: PASSWORD_PERHAPS_CHANGED, perhapsDone: true }
      })
    },
    stepUp: (password) =>
      withToken((token) => exchange.send(STEP_UP_PATH, { password }, { token })),
    signOutEverywhere: () =>
      withPassword('to sign out everywhere', async (token) => {
        // Under the lock: the Set-Cookie of another tab's refresh must not come after this one's.
        const answer = await deps.lock(() => post(deps, LOGOUT_ALL_PATH, { token }))
        // Exactly 204: a captive portal says 200 to everything.
        if (answer.kind !== 'answer' || answer.status !== 204) return asFailure(answer)
        onSignedOutEverywhere()
        return { ok: true }
      }),
  }
}
