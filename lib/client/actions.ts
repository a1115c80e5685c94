// Machine: a clone need not edit this file.
/**
 * What a user does on a page, but for signing out: each is a call, and a failure is a value to show.
 * The state of the page changes on success only.
 */

import { asFailure, interrupted, isDone, isLost, isTerminal } from './answer'
import { type CallDeps, type CallOptions, HASHING_TIMEOUT, post } from './api'
import type { Exchange } from './exchange'
import type { Session } from './session-types'
import type { Lock } from './tab-lock'
import type { AuthActions, CallFailure, CallResult } from './types'

const PATH = {
  signUp: '/api/auth/sign-up',
  signIn: '/api/auth/login',
  changePassword: '/api/auth/change-password',
  resetPassword: '/api/auth/reset-password',
  stepUp: '/api/auth/step-up',
  signOutEverywhere: '/api/auth/logout-all',
  account: '/api/account',
}

const ACCOUNT_MADE = 'Your account is ready, but signing in to it failed.'
const ACCOUNT_PERHAPS_MADE =
  'The server took too long to answer. Your account may be ready: try to sign in.'
const PASSWORD_PERHAPS_CHANGED =
  'No answer came back, so your password may have changed. If the old one is refused, use the new one.'
const PASSWORD_PERHAPS_RESET =
  'No answer came back, so the password may have changed. Try again with the same password: if the link is then refused, sign in with it.'
const ACCOUNT_PERHAPS_DELETED =
  'No answer came back, so your account may be deleted. Try again: if it is, this page ends, since your session has expired.'

export type ActionHooks = {
  access: Session['access']
  exchange: Exchange
  confirmPassword: Session['confirmPassword']
  /** Called when the server has ended every session of the user. */
  onSignedOutEverywhere(): void
  /** Called when the account of the user is deleted. */
  onDeleted(): void
  /** Called when the password is changed and this page has no session any more. */
  onChangedWithoutGrant(): void
  /** Called when a link has set a password, or may have: this page's session may have ended by it. */
  onReset(): void
}

type EndAll = { purpose: string; perhaps?: string; onDone(outbox: string | null): void }

export function createActions(
  deps: CallDeps & { lock: Lock },
  hooks: ActionHooks,
): Omit<AuthActions, 'signOut'> {
  const { access, exchange, confirmPassword } = hooks
  /** The address of an account that was made here and not signed in to yet. */
  let made: string | null = null

  const signIn: AuthActions['signIn'] = (email, password, { remember } = {}) =>
    exchange.send(PATH.signIn, { email, password, remember })

  async function signInToNew(email: string, password: string): Promise<CallResult> {
    const result = await signIn(email, password)
    made = result.ok ? null : email
    return result.ok ? result : { ...result, detail: `${ACCOUNT_MADE} ${result.detail}` }
  }

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

  /**
   * Makes a call that ends every session of the user, this one too. Where it needs the password, asks for it.
   *
   * @param perhaps said where the answer is lost.
   * @param onDone called once the server has done it, with the page that shows the mail about it.
   */
  async function endAll(
    path: string,
    options: CallOptions,
    { purpose, perhaps, onDone }: EndAll,
  ): Promise<CallResult> {
    const call = () =>
      withToken(async (token) => {
        const wasOnline = deps.isOnline()
        // Under the lock: the Set-Cookie of another tab's refresh must not come after this one's.
        const answer = await deps.lock(() => post(deps, path, { ...options, token }))
        if (!isDone(answer)) {
          const failure = asFailure(answer)
          return perhaps === undefined ? failure : perhapsDone(failure, wasOnline, perhaps)
        }
        onDone((answer.kind === 'answer' && answer.outbox) || null)
        return { ok: true }
      })
    const result = await call()
    if (result.ok || result.code !== 'step-up-required') return result
    return (await confirmPassword(purpose)) ? call() : result
  }

  return {
    signIn,
    async signUp(account) {
      const { email, password } = account
      // A second sign-up could only say that the address is taken: sign in.
      if (email === made) return signInToNew(email, password)
      const answer = await post(deps, PATH.signUp, { body: account, timeout: HASHING_TIMEOUT })
      if (answer.kind === 'answer' && answer.status === 202) {
        return { ok: true, outbox: answer.outbox ?? null }
      }
      if (answer.kind === 'answer' && answer.status === 201) return signInToNew(email, password)
      const failure = asFailure(answer)
      return failure.code === 'timeout' ? { ...failure, detail: ACCOUNT_PERHAPS_MADE } : failure
    },
    changePassword: (currentPassword, newPassword) =>
      withToken(async (token) => {
        const wasOnline = deps.isOnline()
        const body = { currentPassword, newPassword }
        const options = { token, onNoGrant: hooks.onChangedWithoutGrant }
        const result = await exchange.send(PATH.changePassword, body, options)
        return result.ok ? result : perhapsDone(result, wasOnline, PASSWORD_PERHAPS_CHANGED)
      }),
    // It sets no cookie, so it takes no part in what the page's session does.
    async resetPassword(token, newPassword) {
      const wasOnline = deps.isOnline()
      const body = { token, newPassword }
      const answer = await post(deps, PATH.resetPassword, { body, timeout: HASHING_TIMEOUT })
      const result = isDone(answer)
        ? ({ ok: true } as const)
        : perhapsDone(asFailure(answer), wasOnline, PASSWORD_PERHAPS_RESET)
      if (result.ok || result.perhapsDone) hooks.onReset()
      return result
    },
    stepUp: (password) => withToken((token) => exchange.send(PATH.stepUp, { password }, { token })),
    signOutEverywhere: () =>
      endAll(
        PATH.signOutEverywhere,
        {},
        { purpose: 'to sign out everywhere', onDone: hooks.onSignedOutEverywhere },
      ),
    async deleteAccount() {
      let outbox: string | null = null
      const result = await endAll(
        PATH.account,
        // An account may have many rows.
        { method: 'DELETE', timeout: HASHING_TIMEOUT },
        {
          purpose: 'to delete your account',
          perhaps: ACCOUNT_PERHAPS_DELETED,
          onDone(shownAt) {
            outbox = shownAt
            hooks.onDeleted()
          },
        },
      )
      return result.ok ? { ok: true, outbox } : result
    },
  }
}

/** A failure of which the server may have done what it was asked; offline, nothing was sent. */
function perhapsDone(failure: CallFailure, wasOnline: boolean, detail: string): CallFailure {
  return wasOnline && isLost(failure) ? { ...failure, detail, perhapsDone: true } : failure
}
