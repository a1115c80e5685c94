// Machine: a clone need not edit this file.
import type { PageEndReason } from '../contract/end-reasons'
import type { ErrorCode, FieldError } from '../contract/errors'
import type { SignUpBody } from '../contract/inputs'
import type { User } from '../contract/user'

/**
 * How talking to the server is going. Anything but `ok` keeps the session: only the server's
 * explicit word ends one.
 */
export type Connection = 'ok' | 'offline' | 'rate-limited' | 'unreachable'

/** What a page may know. The access token is deliberately not in here. */
export type AuthState = {
  /** `unknown`: the document is the same for everyone, and the page has not asked yet. */
  status: 'unknown' | 'signed-in' | 'signed-out'
  user: User | null
  /** Set when the session of this page came to an end; cleared by the next sign-in. */
  endReason: PageEndReason | null
  /** Was it over before this document was loaded? Then nothing of it is in the page. */
  endedBefore: boolean
  connection: Connection
  /** After a sign-out: has the server confirmed that the session is over? */
  signOutStatus: 'none' | 'pending' | 'confirmed' | 'unconfirmed'
}

/** A failed call, ready to show: from the server's problem document or from the network. */
export type CallFailure = {
  ok: false
  /**
   * The server's own code, or what the page saw instead of an answer: `offline` (the browser says
   * there is no network), `unreachable` (there is one, but no answer came), `timeout`,
   * `unexpected-answer` (a proxy's or captive portal's page, a broken body).
   */
  code: ErrorCode | 'offline' | 'unreachable' | 'timeout' | 'unexpected-answer'
  /** A sentence for the person. */
  detail: string
  errors: FieldError[]
  /** Seconds to wait, when the server said so. */
  retryAfter: number | null
  /** Was a change sent, and its answer lost? The server may have made it. */
  perhapsDone?: true
}

export type CallResult = { ok: true } | CallFailure

/** `outbox`: the page that shows the mail, where no server sends it, or `NO_MAIL` where it reaches no one. */
export type MailResult = { ok: true; outbox: string | null } | CallFailure

/** What a sign-up has led to: a session, or, with `outbox` as above, a mail that the user has to look for. */
export type SignUpResult = { ok: true; outbox?: string | null } | CallFailure

/** What a page may do. None of these ever rejects: a failure is a value. */
export type AuthActions = {
  /**
   * Makes an account and signs in to it; where the address has to be verified first, a mail is on its
   * way instead.
   */
  signUp(account: SignUpBody): Promise<SignUpResult>
  /**
   * Signs in. On failure the state stays as it was.
   *
   * @param options.remember false: only while this browser is open.
   */
  signIn(email: string, password: string, options?: { remember?: boolean }): Promise<CallResult>
  /** Signs out at once; `signOutStatus` tells whether the server knows yet. */
  signOut(): void
  /**
   * Ends every session of the person, this one last: `ok` only when the server has done it, since
   * a page that could not reach it must not claim that a lost phone is signed out.
   */
  signOutEverywhere(): Promise<CallResult>
  /**
   * Deletes the account, where the server has done it: this page has no session after that.
   */
  deleteAccount(): Promise<MailResult>
  /**
   * Changes the password. Every other session has ended when this is `ok`; this page goes on
   * under a new one.
   */
  changePassword(currentPassword: string, newPassword: string): Promise<CallResult>
  /**
   * Sets a new password for the token of a link. Every session of the account whose link it is has
   * ended when this is `ok`, and no one is signed in by it.
   */
  resetPassword(token: string, newPassword: string): Promise<CallResult>
  /** Shows the server the password again, for what asks for a recent check (`step-up-required`). */
  stepUp(password: string): Promise<CallResult>
}
