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
import type { AuthActions, AuthState, EndReason, User } from './types'

const SessionContext = createContext<PageSession | null>(null)

type AuthProviderProps = {
  /** The user the server rendered this page for; null for a visitor. */
  initialUser: User | null
  /** Why the session is over that this browser comes with, where it comes with one. */
  initialEndReason?: EndReason | null
  children: ReactNode
}

export function AuthProvider({
  initialUser,
  initialEndReason = null,
  children,
}: AuthProviderProps) {
  const [session] = useState(
    () => sessionFor({ user: initialUser, endReason: initialEndReason }).page,
  )
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
  const session = useSession()
  // Subscribed here and not in the provider: a part of the page that hydrates late still starts
  // from the server's state, which a changed context value would have taken from it.
  const state = useSyncExternalStore(
    session.subscribe,
    session.getSnapshot,
    session.getServerSnapshot,
  )
  return useMemo(() => {
    const { signUp, signIn, signOut, signOutEverywhere, changePassword, stepUp } = session
    return { ...state, signUp, signIn, signOut, signOutEverywhere, changePassword, stepUp }
  }, [session, state])
}

/**
 * For the one dialog that asks for the password in the middle of a call (`authFetch`): whether it
 * is asked for now, and how to say that the server has checked it (`true`) or that the person
 * would rather not (`false`). Unmounting the dialog says `false`.
 *
 * @throws Error outside `AuthProvider`
 */
export function usePasswordRequest(): { asked: boolean; answer(checked: boolean): void } {
  const session = useSession()
  const [request, setRequest] = useState<{ answer(checked: boolean): void } | null>(null)
  useEffect(
    () => session.onStepUp(() => new Promise((answer) => setRequest({ answer }))),
    [session],
  )
  useEffect(() => () => request?.answer(false), [request])
  return {
    asked: request !== null,
    answer(checked) {
      request?.answer(checked)
      setRequest(null)
    },
  }
}

function useSession(): PageSession {
  const session = useContext(SessionContext)
  if (!session) throw new Error('useAuth needs an <AuthProvider> above it.')
  return session
}
