// Machine: a clone need not edit this file.
/**
 * Calls about mails and the links in them. They need no session and touch none: the browser may be signed in to
 * another account, and no answer here ends that.
 */

import { asFailure } from './answer'
import { HASHING_TIMEOUT, post } from './api'
import type { MailResult } from './types'

const PATH = {
  forgotPassword: '/api/auth/forgot-password',
  resendVerification: '/api/auth/resend-verification',
  verifyEmail: '/api/auth/verify-email',
  confirmEmailChange: '/api/auth/confirm-email-change',
  undoEmailChange: '/api/auth/undo-email-change',
}

async function call(path: string, body: object): Promise<MailResult> {
  const deps = {
    fetch: (url: string, init: RequestInit) => fetch(url, init),
    isOnline: () => navigator.onLine,
  }
  const answer = await post(deps, path, { body, timeout: HASHING_TIMEOUT })
  const done = answer.kind === 'answer' && (answer.status === 202 || answer.status === 204)
  return done ? { ok: true, outbox: answer.outbox ?? null } : asFailure(answer)
}

/** Asks for a link that chooses a new password. */
export const forgotPassword = (email: string) => call(PATH.forgotPassword, { email })
/** Asks for the link that verifies an address once more. */
export const resendVerification = (email: string) => call(PATH.resendVerification, { email })
/** Shows the token of a link that verifies an address, to the user who has this one. */
export const verifyEmail = (token: string, email: string) =>
  call(PATH.verifyEmail, { token, email })
/** Shows the token of a link that changes an address, to the user who has this one until then. */
export const confirmEmailChange = (token: string, email: string) =>
  call(PATH.confirmEmailChange, { token, email })
/** Shows the token of a link that takes a change of the address back. */
export const undoEmailChange = (token: string) => call(PATH.undoEmailChange, { token })
