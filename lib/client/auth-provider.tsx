// Machine: a clone need not edit this file.
'use client'

/**
 * The client's session for React.
 *
 *     // around a page that is the same for everyone
 *     <AuthProvider>{children}</AuthProvider>
 *     // around pages that are rendered for each user
 *     <AuthProvider initialUser={(await getCurrentUser())?.user ?? null}>{children}</AuthProvider>
 *
 *     // in a client component
 *     const { user, signOut } = useAuth()
 *
 * The first state is the server's, in its HTML and in hydration alike, so nothing flashes. On a static
 * page it is `unknown`: the hint says what the page shows until the server has answered
 * (`signed-in-hint.ts`). A visitor's page sends no request; a signed-in user's page fetches its first
 * access token after hydration.
 */

import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react'
import { sessionFor } from './browser'
import type { PageSession } from './session-types'
import type { RenderedFor } from './state'
import type { AuthActions, AuthState } from './types'

const SessionContext = createContext<PageSession | null>(null)

type AuthProviderProps = {
  /** The user the server rendered this page for; null for a visitor. None on a static page. */
  initialUser?: RenderedFor
  children: ReactNode
}

export function AuthProvider({ initialUser, children }: AuthProviderProps) {
  const [session] = useState(() => sessionFor(initialUser).page)
  const userId = initialUser === undefined ? undefined : (initialUser?.id ?? null)
  useEffect(() => session.start(), [session])
  useEffect(() => session.renderedFor(userId), [session, userId])
  return <SessionContext value={session}>{children}</SessionContext>
}

/**
 * Who is signed in, and what can be done about it. The actions keep their identity from render to
 * render, and the result changes only when the state does.
 *
 * @throws Error outside `AuthProvider`
 */
export function useAuth(): AuthState & AuthActions {
  const session = useSession()
  // Subscribed here and not in the provider: a part of the page that hydrates late still starts
  // from the server's state, which a changed context value would have taken from it.
  const state = useSyncExternalStore(
    session.subscribe,
    session.getSnapshot,
    session.getServerSnapshot,
  )
  return useMemo(() => ({ ...state, ...session.actions }), [session, state])
}

/** A call that waits for the password. */
export type PasswordRequest = {
  /** What it is needed for, such as `to sign out everywhere`; null where the caller does not say. */
  purpose: string | null
  /** The server has checked the password (`true`), or the user has cancelled (`false`). */
  answer(checked: boolean): void
}

/**
 * For the one dialog that asks for the password in the middle of a call (`authFetch`): what is
 * asked for now. Unmounting the dialog says `false`.
 *
 * @throws Error outside `AuthProvider`
 */
export function usePasswordRequest(): PasswordRequest | null {
  const session = useSession()
  const [request, setRequest] = useState<PasswordRequest | null>(null)
  useEffect(
    () =>
      session.onStepUp(
        (purpose) =>
          new Promise((resolve) => {
            const asked: PasswordRequest = {
              purpose,
              answer(checked) {
                resolve(checked)
                // A late answer to one request must not close the dialog of the next.
                setRequest((now) => (now === asked ? null : now))
              },
            }
            setRequest(asked)
          }),
      ),
    [session],
  )
  useEffect(() => () => request?.answer(false), [request])
  return request
}

function useSession(): PageSession {
  const session = useContext(SessionContext)
  if (!session) throw new Error('useAuth needs an <AuthProvider> above it.')
  return session
}
