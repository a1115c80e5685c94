/** The types of a page's session: what it needs of the browser, and what it gives to whom. */

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
  /** The page is going away, perhaps for good. */
  leaving(): void
}

export type SessionDeps = RefresherDeps & {
  isVisible(): boolean
  openChannel(): Channel | null
  /** Reports what happens to the page until the returned function is called. */
  watch(events: PageEvents): () => void
  /** Loads the document again, for the person who is signed in now. */
  reload(): void
  /** Is this document itself one that was loaded again? */
  wasReloaded(): boolean
}

/** What `authFetch` may send: a token, nothing (nobody is signed in), or not at all. */
export type Access =
  | { kind: 'token'; token: string }
  | { kind: 'none' }
  | { kind: 'failed'; failure: CallFailure }

/** The face that components see. */
export type PageSession = AuthActions & {
  subscribe(listener: () => void): () => void
  getSnapshot(): AuthState
  /** The state of the server's HTML: what hydration, however late, must start from. */
  getServerSnapshot(): AuthState
  /** Starts watching the page, and gets the first access token if somebody is signed in. */
  start(): () => void
  /** Says for whom the server has just rendered; if that is news, the session is looked into. */
  renderedFor(userId: string | null): void
  /** Says what asks for the password when a call needs it, until the returned function is called. */
  onStepUp(ask: AskForPassword): () => void
}

export type Session = {
  page: PageSession
  /** A token for a call. `rejected`: the one that the server has just answered 401 to. */
  access(rejected: string | null): Promise<Access>
  /** Has the person show the password again; false where they would not, or nothing can ask. */
  confirmPassword: AskForPassword
}
