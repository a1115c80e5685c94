// Machine: a clone need not edit this file.
/** The types of a page's session: what it needs of the browser, and what it gives. */

import type { RefresherDeps } from './refresher'
import type { AskForPassword } from './step-up'
import type { Channel } from './tab-sync'
import type { AuthActions, AuthState, CallFailure } from './types'

/** What the page tells its session. */
export type PageEvents = {
  visible(): void
  online(): void
  offline(): void
  /** The page comes back from the back/forward cache, as it was when it was left. */
  restored(): void
  /** The page is going away. */
  leaving(): void
}

export type SessionDeps = RefresherDeps & {
  isVisible(): boolean
  openChannel(): Channel | null
  /** Reports what happens to the page until the returned function is called. */
  watch(events: PageEvents): () => void
  /** Does the browser say that there is probably a session? */
  hasHint(): boolean
  /** Marks the document as one of a user who is probably signed in, or takes the mark away. */
  mark(probably: boolean): void
  /** Loads the document again, for the user who is signed in now. */
  reload(): void
  /** Is this document itself one that was loaded again? */
  wasReloaded(): boolean
}

/** What `authFetch` may send: a token, nothing (no one is signed in), or not at all. */
export type Access =
  | { kind: 'token'; token: string }
  | { kind: 'none' }
  | { kind: 'failed'; failure: CallFailure }

/** What components see. */
export type PageSession = {
  actions: AuthActions
  subscribe(listener: () => void): () => void
  getSnapshot(): AuthState
  /** The state of the server's HTML: what hydration, however late, must start from. */
  getServerSnapshot(): AuthState
  /** Starts watching the page, and gets the first access token if a user is signed in. */
  start(): () => void
  /**
   * The server has just rendered for this user, or for no one in particular; if that is news, the page
   * asks for its session.
   */
  renderedFor(userId: string | null | undefined): void
  /** Says what asks for the password when a call needs it, until the returned function is called. */
  onStepUp(ask: AskForPassword): () => void
}

export type Session = {
  page: PageSession
  /** A token for a call. `rejected`: the one that the server has just answered 401 to. */
  access(rejected: string | null): Promise<Access>
  /** Asks for the password; false where the user cancels, or nothing can ask. */
  confirmPassword: AskForPassword
}
