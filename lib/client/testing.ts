/**
 * A browser for tests: tabs that share a lock, a channel and a server whose answers the test
 * writes. Time is the test's too (`vi.useFakeTimers()`): nothing in here waits.
 */

import type { User } from '../contract/user'
import { createSession } from './session-store'
import type { PageEvents, SessionDeps } from './session-types'
import type { RenderedFor } from './state'
import { createTabLock, type LockSource } from './tab-lock'
import type { Channel } from './tab-sync'

/** A request that waits for its answer. It rejects as `fetch` does when its signal is aborted. */
export type FakeRequest = {
  tab: string
  path: string
  init: RequestInit
  aborted: boolean
  answer(response: Response): Promise<void>
  /** No answer at all: no network. */
  fail(): Promise<void>
}

/** @public */
export type FakeBrowser = ReturnType<typeof createFakeBrowser>

/** Lets everything run that waits for nothing but promises. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve()
}

/** The 200 of login and refresh. */
export function grant(user: User, accessToken: string, expiresIn = 900): Response {
  return Response.json({ accessToken, tokenType: 'Bearer', expiresIn, user })
}

/** A problem document. */
export function problem(
  status: number,
  code: string,
  more: {
    headers?: Record<string, string>
    detail?: string
    errors?: unknown
    reason?: unknown
  } = {},
): Response {
  const { headers, ...members } = more
  return new Response(JSON.stringify({ code, status, ...members }), {
    status,
    headers: { ...headers, 'content-type': 'application/problem+json; charset=utf-8' },
  })
}

/** The page that a captive portal or proxy puts in an answer's place. */
export function html(status: number, headers: Record<string, string> = {}): Response {
  return new Response('<h1>Welcome to the airport</h1>', {
    status,
    headers: { ...headers, 'content-type': 'text/html' },
  })
}

export function createFakeBrowser() {
  const requests: FakeRequest[] = []
  const messages: unknown[] = []
  const channels = new Set<(data: unknown) => void>()
  const locks = createFakeLocks()

  function openTab(name: string, user: RenderedFor, changes: Partial<SessionDeps> = {}) {
    let visible = true
    let online = true
    let events: PageEvents | null = null
    const tab = {
      reloads: 0,
      reloaded: false,
      /** The hint, where a test decides about it: else as the server would have set it. */
      hint: undefined as boolean | undefined,
      /** Is the document marked as one of a user? */
      marked: false,
      session: createSession(user, {
        fetch: (path, init) => request(name, path, init),
        now: () => performance.now(),
        random: () => 0,
        lock: createTabLock(() => locks),
        isOnline: () => online,
        isVisible: () => visible,
        openChannel,
        hasHint: (): boolean => tab.hint ?? tab.state.status === 'signed-in',
        mark: (probably) => {
          tab.marked = probably
        },
        wasReloaded: (): boolean => tab.reloaded,
        reload: () => {
          tab.reloads += 1
        },
        watch(handlers) {
          events = handlers
          return () => {
            events = null
          }
        },
        ...changes,
      }),
      get page() {
        return { ...tab.session.page, ...tab.session.page.actions }
      },
      get state() {
        return tab.session.page.getSnapshot()
      },
      watched: () => events !== null,
      async show(isVisible: boolean) {
        visible = isVisible
        events?.visible()
        await settle()
      },
      async connect(isOnline: boolean) {
        online = isOnline
        if (isOnline) events?.online()
        else events?.offline()
        await settle()
      },
      async restore() {
        events?.restored()
        await settle()
      },
      async leave() {
        events?.leaving()
        await settle()
      },
    }
    return tab
  }

  function request(tab: string, path: string, init: RequestInit): Promise<Response> {
    return new Promise((resolve, reject) => {
      const made: FakeRequest = {
        tab,
        path,
        init,
        aborted: false,
        async answer(response) {
          resolve(response)
          await settle()
        },
        async fail() {
          reject(new TypeError('Failed to fetch'))
          await settle()
        },
      }
      init.signal?.addEventListener('abort', () => {
        made.aborted = true
        reject(new DOMException('The request was aborted.', 'AbortError'))
      })
      requests.push(made)
    })
  }

  function openChannel(): Channel {
    const listeners = new Set<(event: { data: unknown }) => void>()
    const hear = (data: unknown) => {
      for (const listener of listeners) listener({ data })
    }
    channels.add(hear)
    return {
      postMessage(data) {
        messages.push(data)
        // A channel does not hear itself, and what it carries is copied.
        for (const other of channels) if (other !== hear) other(structuredClone(data))
      },
      addEventListener: (_type, listener) => {
        listeners.add(listener)
      },
      close: () => {
        channels.delete(hear)
      },
    }
  }

  return {
    openTab,
    requests,
    messages,
    locks,
    /** Says something on the channel as no tab of this app would. */
    shout(data: unknown) {
      for (const hear of channels) hear(data)
    },
    /** The newest request, which the test expects to be for this path. */
    last(path: string): FakeRequest {
      const request = requests.at(-1)
      if (request?.path !== path) throw new Error(`The last request was for ${request?.path}.`)
      return request
    },
    count: (path: string) => requests.filter((request) => request.path === path).length,
  }
}

/** First come, first served, as Web Locks are for exclusive requests. */
function createFakeLocks(): LockSource & { hold(): () => void } {
  let held = false
  const queue: (() => void)[] = []

  function next() {
    held = false
    queue.shift()?.()
  }

  return {
    /** Takes the lock for a tab that never gives it back by itself; returns the release. */
    hold() {
      if (held) throw new Error('The lock is held already.')
      held = true
      return next
    },
    request(_name, { signal }, task) {
      return new Promise((resolve, reject) => {
        const run = () => {
          held = true
          task().then(resolve, reject).finally(next)
        }
        if (!held) return run()
        queue.push(run)
        signal.addEventListener('abort', () => {
          const place = queue.indexOf(run)
          if (place === -1) return
          queue.splice(place, 1)
          reject(new DOMException('The wait was cut short.', 'AbortError'))
        })
      })
    },
  }
}
