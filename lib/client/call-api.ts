// Machine: a clone need not edit this file.
/** `authFetch` for what a button does: no rejection, a failure is a value to show. */

import type { User } from '../contract/user'
import { asFailure, readUser } from './answer'
import { readAnswer } from './api'
import { AuthFetchError, type AuthFetchInit, authFetch } from './auth-fetch'
import type { CallFailure } from './types'

/**
 * Calls a path of this origin as the signed-in user.
 *
 * @returns the answer, whose body is still to be read, where it is a success (2xx)
 */
export async function callApi(
  path: string,
  init?: AuthFetchInit,
): Promise<{ ok: true; response: Response } | CallFailure> {
  try {
    const response = await authFetch(path, init)
    return response.ok ? { ok: true, response } : asFailure(await readAnswer(response))
  } catch (error) {
    if (error instanceof AuthFetchError) return error.failure
    if (error instanceof DOMException && error.name === 'TimeoutError') {
      return asFailure({ kind: 'no-answer', why: 'timeout' })
    }
    return asFailure({ kind: 'no-answer', why: navigator.onLine ? 'unreachable' : 'offline' })
  }
}

/**
 * The user as the server has them now: another tab may have changed or verified the address.
 *
 * @returns null where no one is signed in, or no answer came
 */
export async function currentUser(): Promise<User | null> {
  const result = await callApi('/api/me')
  const body: { user?: unknown } | null = result.ok
    ? await result.response.json().catch(() => null)
    : null
  return readUser(body?.user)
}
