/**
 * An honest browser: tabs with one cookie jar, as `lib/client` and a browser make them. What an
 * answer means is the client's own `judgeRefresh`. When a tab asks is left open: it may at any time.
 */

import { judgeRefresh } from '../../lib/client/answer'
import { REFRESH_REQUEST_TIMEOUT } from '../../lib/contract/refresh-timeout'
import { ada } from '../../lib/contract/testing'
import type { Monitor } from './monitor'
import {
  type AccessToken,
  call,
  page,
  type Refreshed,
  type RefreshToken,
  refresh,
  type Server,
  type Step,
  signOut,
} from './server'
import { type Journey, SMOOTH, type World } from './world'

/** The client gives a refresh up after this long, in milliseconds (`lib/client/api.ts`). */
export const TIMEOUT = REFRESH_REQUEST_TIMEOUT * 1000
/** No tab waits longer for the lock (`lib/client/tab-lock.ts`). */
const LOCK_PATIENCE = 3_000
export const TABS = 4

type Tab = {
  name: string
  signedIn: boolean
  access: AccessToken | null
  flight: Flight | null
  /** Grows with every document: what was sent for an earlier one is not received. */
  document: number
}
type Jar = { token: RefreshToken; expiresAt: number } | null
type Flight = { over: boolean; locked: boolean }
type NoSession = { kind: 'refused'; code: 'no-session' }

export class Browser {
  readonly tabs: Tab[]
  /** Nothing was sent within the client's time-out: nothing honest is on its way. */
  quietAt = 0
  hasSignedOut = false
  #jar: Jar = null
  /** What the jar held, and from when on: what a browser that is killed goes back to. */
  #past: { from: number; jar: Jar }[] = []
  /** Counts kills: what was under way before the last one is not received. */
  #life = 0
  #holder: Flight | null = null
  #waiting: (() => void)[] = []

  readonly world: World
  readonly monitor: Monitor

  constructor(world: World, monitor: Monitor, signedIn: { token: RefreshToken; maxAge: number }) {
    this.world = world
    this.monitor = monitor
    this.#keep(this.#stored(signedIn))
    this.tabs = Array.from({ length: TABS }, (_, index) => ({
      name: `tab ${index + 1}`,
      signedIn: true,
      access: null,
      flight: null,
      document: 0,
    }))
  }

  /** The cookie, as long as it lives. */
  get cookie(): RefreshToken | null {
    if (this.#jar && this.world.time >= this.#jar.expiresAt) {
      this.#keep(null)
      this.monitor.cookieExpired()
    }
    return this.#jar?.token ?? null
  }

  tab(index: number): Tab {
    return this.tabs[index % TABS] as Tab
  }

  /** @param lock does the lock across tabs work here? Where not, the tab simply goes ahead. */
  refresh(tab: Tab, lock: boolean, journey: Journey): void {
    if (!tab.signedIn || tab.flight) return
    const flight: Flight = { over: false, locked: false }
    tab.flight = flight
    let gone = false
    const go = () => {
      if (gone || flight.over) return
      gone = true
      this.#post(tab, flight, journey)
    }
    const locked = () => {
      if (gone || flight.over) {
        this.#release()
        return
      }
      this.#holder = flight
      flight.locked = true
      go()
    }
    if (!lock) go()
    else if (!this.#holder) locked()
    else {
      this.#waiting.push(locked)
      this.world.after(LOCK_PATIENCE, go)
    }
  }

  /** A call with the tab's access token, or the refresh that such a call begins with. */
  call(tab: Tab, journey: Journey): void {
    const { access } = tab
    if (!tab.signedIn) return
    if (!access) {
      this.refresh(tab, true, journey)
      return
    }
    this.world.trace?.(`${tab.name}: call with ${access.generation}`)
    const handler = (server: Server, now: number) => call(server, access, now)
    const served = this.monitor.watchCall('owner', access)
    this.world.send('owner', handler, journey, served, (ok) => {
      if (!ok && tab.access === access) tab.access = null
    })
  }

  /** A page load, in a new tab or by F5: what was under way in the tab is cut off. */
  load(tab: Tab, journey: Journey): void {
    this.#cut(tab)
    tab.access = null
    const { document } = tab
    const token = this.cookie
    if (!token) {
      tab.signedIn = false
      return
    }
    this.world.trace?.(`${tab.name}: page load with ${token.generation}`)
    this.#sent()
    const handler = (server: Server, now: number) => page(server, token, now)
    this.world.send(
      'owner',
      handler,
      bounded(journey),
      this.monitor.watchPage('owner', token),
      (ok) => {
        if (tab.document === document) tab.signedIn = ok
      },
    )
  }

  /** Everything stands still; answers that were on their way are lost. */
  sleep(milliseconds: number): void {
    for (const tab of this.tabs) this.#cut(tab)
    this.world.pass(milliseconds)
  }

  /**
   * The browser is killed, goes back to what was on disk, and loads its pages again.
   *
   * @param forgets what it was given for so many milliseconds.
   * @param down until it is back, in milliseconds.
   */
  kill(forgets: number, down: number): void {
    this.#life += 1
    this.#waiting = []
    for (const tab of this.tabs) {
      this.#cut(tab)
      tab.signedIn = false
      tab.access = null
    }
    const saved = this.#past.findLast(({ from }) => from <= this.world.time - forgets)
    const jar = saved ? saved.jar : (this.#past[0]?.jar ?? null)
    this.#past = []
    this.#keep(jar)
    const token = this.cookie
    this.world.trace?.(`the browser is killed, and has ${token?.generation ?? 'no cookie'} on disk`)
    if (token) this.monitor.holds('owner', token.generation)
    this.world.pass(down)
    for (const tab of this.tabs) this.load(tab, SMOOTH)
  }

  /** Tells every tab, then the server, until it has answered. */
  signOut(journey: Journey): void {
    this.hasSignedOut = true
    this.#sendSignOut(journey)
  }

  /** A page that was loaded while the server did not know yet believes that it is signed in. */
  #tellTabs(): void {
    for (const tab of this.tabs) {
      this.#cut(tab)
      tab.signedIn = false
      tab.access = null
    }
  }

  #sendSignOut(journey: Journey): void {
    this.#tellTabs()
    const token = this.cookie
    if (!token) return
    this.world.trace?.(`sign-out with ${token.generation}`)
    this.#sent()
    let answered = false
    const handler = (server: Server, now: number) => signOut(server, token, now)
    const { answer, ...rest } = bounded(journey)
    const inTime = answer !== null && answer <= TIMEOUT ? answer : null
    const life = this.#life
    this.world.send('owner', handler, { ...rest, answer: inTime }, {}, () => {
      if (life !== this.#life) return
      answered = true
      this.#keep(null)
      this.monitor.cookieCleared()
      this.#tellTabs()
    })
    this.world.after(2 * TIMEOUT, () => {
      if (!answered && life === this.#life) this.#sendSignOut(SMOOTH)
    })
  }

  #post(tab: Tab, flight: Flight, journey: Journey): void {
    const token = this.cookie
    this.world.trace?.(`${tab.name}: refresh with ${token?.generation ?? 'no cookie'}`)
    this.#sent()
    const served = token ? this.monitor.watchRefresh('owner', token) : {}
    const handler = (server: Server, now: number): Generator<Step, Refreshed | NoSession> =>
      token ? refresh(server, token, now) : noSession()
    this.world.send('owner', handler, bounded(journey), served, (answer, now) => {
      if (flight.over) return
      this.world.trace?.(`${tab.name}: receives ${describe(answer)}`)
      this.#receive(tab, answer, now)
      this.#land(tab, flight)
    })
    this.world.after(TIMEOUT, () => {
      if (!flight.over) this.#land(tab, flight)
    })
  }

  #receive(tab: Tab, answer: Refreshed | NoSession, now: number): void {
    // The browser stores cookies before the page sees the answer.
    if (answer.kind === 'granted' && answer.cookie) this.#keep(this.#stored(answer.cookie))
    if (answer.kind === 'refused' && answer.code !== 'no-session') {
      this.#keep(null)
      this.monitor.cookieCleared()
    }
    const verdict = judgeRefresh(asHttp(answer, now))
    if (verdict.kind === 'granted' && answer.kind === 'granted') tab.access = answer.access
    if (verdict.kind === 'ended') {
      tab.signedIn = false
      tab.access = null
      this.monitor.tabEnded(verdict.reason)
    }
  }

  #cut(tab: Tab): void {
    tab.document += 1
    if (tab.flight) this.#land(tab, tab.flight)
  }

  #land(tab: Tab, flight: Flight): void {
    flight.over = true
    if (tab.flight === flight) tab.flight = null
    if (flight.locked) this.#release()
  }

  #release(): void {
    this.#holder = null
    this.#waiting.shift()?.()
  }

  #keep(jar: Jar): void {
    this.#jar = jar
    this.#past.push({ from: this.world.time, jar })
  }

  #stored({ token, maxAge }: { token: RefreshToken; maxAge: number }) {
    this.monitor.holds('owner', token.generation)
    return { token, expiresAt: this.world.time + maxAge * 1000 }
  }

  #sent(): void {
    this.quietAt = this.world.time + TIMEOUT
  }
}

/** An honest request reaches the server before its sender gives up, or not at all. */
function bounded(journey: Journey): Journey {
  return {
    ...journey,
    request: journey.request === null ? null : Math.min(journey.request, TIMEOUT),
  }
}

/** The answer to a request without a cookie: no statement is needed for it. */
function* noSession(): Generator<never, NoSession> {
  yield* []
  return { kind: 'refused', code: 'no-session' }
}

function asHttp(answer: Refreshed | NoSession, now: number): Parameters<typeof judgeRefresh>[0] {
  const base = { kind: 'answer', body: null, problem: null, retryAfter: null } as const
  if (answer.kind === 'busy') return { ...base, status: 503, retryAfter: 1 }
  if (answer.kind === 'refused') {
    return {
      ...base,
      status: 401,
      problem: { code: answer.code, detail: null, errors: [], reason: null },
    }
  }
  const expiresIn = answer.access.expiresAt / 1000 - Math.floor(now / 1000)
  const body = { accessToken: 'token', tokenType: 'Bearer', expiresIn, user: ada }
  return { ...base, status: 200, body }
}

function describe(answer: Refreshed | NoSession): string {
  if (answer.kind === 'busy') return 'busy'
  if (answer.kind === 'refused') return answer.code
  const cookie = answer.cookie ? `cookie ${answer.cookie.token.generation}` : 'no cookie'
  return `${answer.outcome} (${cookie})`
}
