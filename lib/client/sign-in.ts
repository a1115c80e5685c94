/**
 * Signing in and signing up. A failure is a value to show; the state of the page changes on
 * success only.
 */

import { asFailure, type Grant, interrupted, readGrant } from './answer'
import { type CallDeps, post } from './api'
import type { Epoch } from './epoch'
import type { SignOutSender } from './sign-out'
import type { Lock } from './tab-lock'
import type { AuthActions, CallResult } from './types'

const SIGN_UP_PATH = '/api/auth/sign-up'
const LOGIN_PATH = '/api/auth/login'
// Milliseconds. Both hash a password, and may have to queue for it.
const TIMEOUT = 20_000

const ACCOUNT_MADE = 'Your account is ready, but signing in to it failed.'
const ACCOUNT_PERHAPS_MADE =
  'The server took too long to answer. Your account may be ready: try to sign in.'

export type SignInHooks = {
  epoch: Epoch
  signOutSender: SignOutSender
  /** Told of a sign-in that succeeded. `sentAt`: monotonic milliseconds. */
  onGrant(grant: Grant, sentAt: number): void
  /** Told when no sign-in is under way any more. */
  onSettled(): void
}

export type SignIn = Pick<AuthActions, 'signIn' | 'signUp'> & {
  /** Settles with the sign-in that is under way; null when there is none. Never rejects. */
  underWay(): Promise<unknown> | null
}

export function createSignIn(
  deps: CallDeps & { now(): number; lock: Lock },
  { epoch, signOutSender, onGrant, onSettled }: SignInHooks,
): SignIn {
  let underWay: Promise<CallResult> | null = null

  async function attempt(email: string, password: string): Promise<CallResult> {
    // Cuts off a refresh and a logout in flight: the late Set-Cookie of either would replace the
    // cookie that this sign-in is about to be given.
    epoch.next()
    signOutSender.pause()
    const began = epoch.number()
    const signal = epoch.signal()
    let sentAt = deps.now()
    const answer = await deps.lock(() => {
      sentAt = deps.now()
      return post(deps, LOGIN_PATH, { body: { email, password }, timeout: TIMEOUT, signal })
    })
    if (epoch.number() !== began) return interrupted()
    const grant = readGrant(answer)
    if (!grant) {
      signOutSender.resume()
      return asFailure(answer)
    }
    signOutSender.stop()
    onGrant(grant, sentAt)
    return { ok: true }
  }

  /** One at a time: a second press of the button waits for the first. */
  async function signIn(email: string, password: string): Promise<CallResult> {
    const turn = (underWay ?? Promise.resolve()).then(() => attempt(email, password))
    underWay = turn
    const result = await turn
    if (underWay === turn) {
      underWay = null
      onSettled()
    }
    return result
  }

  async function signUp(email: string, password: string): Promise<CallResult> {
    const body = { email, password }
    const answer = await post(deps, SIGN_UP_PATH, { body, timeout: TIMEOUT })
    if (answer.kind === 'answer' && answer.status === 202) return { ok: true }
    if (answer.kind === 'answer' && answer.status === 201) {
      const result = await signIn(email, password)
      return result.ok ? result : { ...result, detail: `${ACCOUNT_MADE} ${result.detail}` }
    }
    const failure = asFailure(answer)
    return failure.code === 'timeout' ? { ...failure, detail: ACCOUNT_PERHAPS_MADE } : failure
  }

  return { signIn, signUp, underWay: () => underWay }
}
