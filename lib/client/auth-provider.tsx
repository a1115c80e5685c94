'use client'

/**
 * The client's session for React.
 *
 *     // app/layout.tsx, on the server: what it knows, so that no visitor asks in vain
 *     <AuthProvider initialUser={await getCurrentUser()}>{children}</AuthProvider>
 *
 *     // in a client component
 *     const { user, signOut } = useAuth()
 *
 * The first state is the server's, in its HTML and in hydration alike, so nothing flashes and
 * nothing mismatches. A visitor without a session causes no request at all; a signed-in person's
 * page fetches its first access token after hydration.
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
import type { PageSession } from './session'
import type { AuthActions, AuthState, User } from './types'

const SessionContext = createContext<PageSession | null>(null)

/** @param props.initialUser the user the server rendered this page for; null for a visitor */
export function AuthProvider({
  initialUser,
  children,
}: {
  initialUser: User | null
  children: ReactNode
}) {
  const [session] = useState(() => sessionFor(initialUser).page)
  const userId = initialUser?.id ?? null
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
  const session = useContext(SessionContext)
  if (!session) throw new Error('useAuth needs an <AuthProvider> above it.')
  // Subscribed here and not in the provider: a part of the page that hydrates late still starts
  // from the server's state, which a changed context value would have taken from it.
  const state = useSyncExternalStore(
    session.subscribe,
    session.getSnapshot,
    session.getServerSnapshot,
  )
  return useMemo(() => {
    const { signUp, signIn, signOut } = session
    return { ...state, signUp, signIn, signOut }
  }, [session, state])
}
