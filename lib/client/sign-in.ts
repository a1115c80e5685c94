/**
 * Signing in and signing up. A failure is a value to show; the state of the page changes on
 * success only.
 */

import { asFailure } from './answer'
import { type CallDeps, HASHING_TIMEOUT, post } from './api'
import type { Exchange } from './exchange'
import type { AuthActions, CallResult } from './types'

const SIGN_UP_PATH = '/api/auth/sign-up'
const LOGIN_PATH = '/api/auth/login'

const ACCOUNT_MADE = 'Your account is ready, but signing in to it failed.'
const ACCOUNT_PERHAPS_MADE =
  'The server took too long to answer. Your account may be ready: try to sign in.'

export type SignIn = Pick<AuthActions, 'signIn' | 'signUp'>

export function createSignIn(deps: CallDeps, exchange: Exchange): SignIn {
  const signIn: SignIn['signIn'] = (email, password, { remember } = {}) =>
    exchange.send(LOGIN_PATH, { email, password, remember })

  /** The address of an account that was made here and not signed in to yet. */
  let made: string | null = null

  async function signInToNew(email: string, password: string): Promise<CallResult> {
    const result = await signIn(email, password)
    made = result.ok ? null : email
    return result.ok ? result : { ...result, detail: `${ACCOUNT_MADE} ${result.detail}` }
  }

  return {
    signIn,
    async signUp(account) {
      const { email, password } = account
      // A second sign-up could only say that the address is taken: sign in.
      if (email === made) return signInToNew(email, password)
      const answer = await post(deps, SIGN_UP_PATH, { body: account, timeout: HASHING_TIMEOUT })
      if (answer.kind === 'answer' && answer.status === 202) return { ok: true }
      if (answer.kind === 'answer' && answer.status === 201) return signInToNew(email, password)
      const failure = asFailure(answer)
      return failure.code === 'timeout' ? { ...failure, detail: ACCOUNT_PERHAPS_MADE } : failure
    },
  }
}
