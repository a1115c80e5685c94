// Machine: a clone need not edit this file.
/**
 * The session of this browser page, and everything it needs of the browser: the only file of the
 * client that touches `window`.
 */

import { TAB_CHANNEL } from '../brand'
import { createSession } from './session-store'
import type { Session, SessionDeps } from './session-types'
import { hasHint } from './signed-in-hint'
import type { RenderedFor } from './state'
import { createTabLock } from './tab-lock'

let pageSession: Session | null = null

/**
 * The page's session. In the browser there is one, made by the first caller, however often React
 * mounts the provider. On the server each render gets its own: a module variable there is shared
 * by all requests, and one visitor would be rendered with another's user.
 */
export function sessionFor(rendered: RenderedFor): Session {
  if (typeof window === 'undefined') return createSession(rendered, browserDeps())
  pageSession ??= createSession(rendered, browserDeps())
  return pageSession
}

/** @throws Error where no provider has made a session: on the server, or outside `AuthProvider` */
export function currentSession(): Session {
  if (!pageSession)
    throw new Error('authFetch works in the browser, on a page with <AuthProvider>.')
  return pageSession
}

/** Nothing is touched before a function is called, so this can be made on the server too. */
function browserDeps(): SessionDeps {
  return {
    // An absolute address: an injected <base> must not send a password to another host.
    fetch: (path, init) => fetch(new URL(path, window.location.origin), init),
    now: () => performance.now(),
    random: () => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32,
    lock: createTabLock(() => navigator.locks),
    isOnline: () => navigator.onLine,
    isVisible: () => document.visibilityState === 'visible',
    openChannel: () =>
      typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(TAB_CHANNEL),
    hasHint: () => hasHint({ document, location: window.location }),
    mark: (probably) => document.documentElement.toggleAttribute('data-signed-in', probably),
    reload: () => window.location.reload(),
    wasReloaded: () => {
      const [navigation] = performance.getEntriesByType('navigation')
      return (navigation as PerformanceNavigationTiming | undefined)?.type === 'reload'
    },
    watch(events) {
      const watching = new AbortController()
      const { signal } = watching
      document.addEventListener('visibilitychange', events.visible, { signal })
      window.addEventListener('online', events.online, { signal })
      window.addEventListener('offline', events.offline, { signal })
      window.addEventListener('pagehide', events.leaving, { signal })
      window.addEventListener('pageshow', (event) => event.persisted && events.restored(), {
        signal,
      })
      return () => watching.abort()
    },
  }
}
