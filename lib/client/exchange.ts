// Machine: a clone need not edit this file.
/**
 * Sends a password and takes the grant of the answer: sign-in, change of the password, step-up.
 * Each answer replaces the refresh cookie, so no other call may replace it at the same time.
 */

import { asFailure, type Grant, interrupted, isDone, readGrant } from './answer'
import { type CallDeps, HASHING_TIMEOUT, post } from './api'
import type { Epoch } from './epoch'
import type { SignOutSender } from './sign-out'
import type { Lock } from './tab-lock'
import type { CallResult } from './types'

export type ExchangeHooks = {
  epoch: Epoch
  signOutSender: SignOutSender
  /** Called when an exchange has succeeded. `sentAt`: monotonic milliseconds. */
  onGrant(grant: Grant, sentAt: number): void
  /** Called when no exchange is under way any more. */
  onSettled(): void
}

export type ExchangeOptions = {
  /** The caller's access token, where there is one. */
  token?: string
  /** Called at a 204, which is then a success without a grant. */
  onNoGrant?(): void
}

export type Exchange = ReturnType<typeof createExchange>

export function createExchange(
  deps: CallDeps & { now(): number; lock: Lock },
  { epoch, signOutSender, onGrant, onSettled }: ExchangeHooks,
) {
  let underWay: Promise<CallResult> | null = null

  async function attempt(
    path: string,
    body: object,
    { token, onNoGrant }: ExchangeOptions,
  ): Promise<CallResult> {
    // Cuts off a refresh and a logout in flight: the late Set-Cookie of either would replace the
    // cookie that this exchange is about to be given.
    epoch.next()
    signOutSender.pause()
    const signal = epoch.signal()
    let sentAt = deps.now()
    const answer = await deps.lock(() => {
      sentAt = deps.now()
      return post(deps, path, { body, token, timeout: HASHING_TIMEOUT, signal })
    })
    if (signal.aborted) return interrupted()
    const grant = readGrant(answer)
    if (onNoGrant && isDone(answer)) {
      signOutSender.stop()
      onNoGrant()
      return { ok: true }
    }
    if (!grant) {
      signOutSender.resume()
      return asFailure(answer)
    }
    signOutSender.stop()
    onGrant(grant, sentAt)
    return { ok: true }
  }

  return {
    /** Sends a body with a password in it, one at a time: a second press of the button waits for the first. */
    async send(path: string, body: object, options: ExchangeOptions = {}): Promise<CallResult> {
      const turn = (underWay ?? Promise.resolve()).then(() => attempt(path, body, options))
      underWay = turn
      const result = await turn
      if (underWay === turn) {
        underWay = null
        onSettled()
      }
      return result
    },
    /** Settles with the exchange that is under way; null when there is none. Never rejects. */
    underWay: (): Promise<unknown> | null => underWay,
  }
}
