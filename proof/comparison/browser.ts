/**
 * A browser that keeps the times of `lib/client`: one refresh in flight a tab, an advisory lock
 * across tabs, the planned refresh a minute before the token ends, retries with back-off.
 */
import { refreshDelay, retryDelay } from '../../lib/client/refresh-schedule'
import { Timeline } from '../model/timeline'
import { type Connection, type Deed, journeyOf, TABS } from './person'
import { Random } from './random'
import type { Access, Scheme, Session, Token } from './schemes'

const ACCESS_TOKEN_TTL = 900
const TIMEOUT = 10_000
const LOCK_PATIENCE = 3_000
const WRITE_DELAY = 30_000

type Flight = { isOver: boolean; isLocked: boolean }
type Tab = {
  number: number
  isOpen: boolean
  access: { token: Access; until: number } | null
  plan: number
  retries: number
  flight: Flight | null
}

export class SimulatedBrowser {
  refreshes = 0
  kills = 0
  /** When the server took this browser's refresh for theft. */
  readonly alarms: number[] = []
  session: Session
  jar: Token
  /** The cookie on disk, and since when the jar differs: Chromium writes 30 s after the first change. */
  #disk: Token
  #isDirty = false
  #life = 0
  /** Runs after every refresh that the server has answered. */
  onRefresh: () => void = () => {}
  readonly timeline = new Timeline()
  #tabs: Tab[]
  #visible = 0
  #isAwake = false
  #connection: Connection = { isBad: false, way: 50 }
  #requests = 0
  #random: Random
  #holder: Flight | null = null
  #waiting: (() => void)[] = []

  readonly scheme: Scheme
  readonly seed: number
  readonly options: { lock: boolean }

  constructor(scheme: Scheme, seed: number, options: { lock: boolean }) {
    this.scheme = scheme
    this.seed = seed
    this.options = options
    this.session = scheme.begin(0)
    this.jar = this.session.first
    this.#disk = this.jar
    this.#random = new Random(seed, 3)
    this.#tabs = Array.from({ length: TABS }, (_, number) => ({
      number,
      isOpen: false,
      access: null,
      plan: Number.POSITIVE_INFINITY,
      retries: 0,
      flight: null,
    }))
  }

  /** @param isOver asked before each deed: is enough known? */
  live(deeds: Deed[], isOver: () => boolean = () => false): void {
    for (const deed of deeds) {
      if (isOver()) return
      this.timeline.pass(deed.at - this.timeline.time)
      this.#do(deed)
    }
  }

  #do(deed: Deed): void {
    if (deed.do === 'wake') this.#wake(deed)
    else if (deed.do === 'sleep') {
      this.#isAwake = false
      for (const tab of this.#tabs) this.#cut(tab)
    } else if (deed.do === 'kill') this.#kill()
    else {
      const tab = this.#tabs[deed.tab] as Tab
      this.#visible = deed.tab
      if (deed.do === 'load' || !tab.isOpen) this.#load(tab)
      else this.#use(tab)
    }
  }

  #wake({ tabs, restored, connection }: Extract<Deed, { do: 'wake' }>): void {
    this.#isAwake = true
    this.#connection = connection
    for (const tab of this.#tabs) {
      const wasOpen = tab.isOpen
      tab.isOpen = tab.number < tabs
      if (tab.isOpen && (restored || !wasOpen)) this.#load(tab)
      else this.#look(tab)
    }
  }

  #keep(cookie: Token): void {
    this.jar = cookie
    if (this.#isDirty) return
    this.#isDirty = true
    const life = this.#life
    this.timeline.after(WRITE_DELAY, () => {
      if (life !== this.#life) return
      this.#isDirty = false
      this.#disk = this.jar
    })
  }

  #kill(): void {
    this.kills += 1
    this.#life += 1
    this.#isDirty = false
    this.jar = this.#disk
    this.#waiting = []
    for (const tab of this.#tabs) {
      this.#cut(tab)
      tab.isOpen = false
      tab.access = null
    }
  }

  #load(tab: Tab): void {
    this.#cut(tab)
    tab.isOpen = true
    tab.access = null
    tab.retries = 0
    this.#refresh(tab)
  }

  #use(tab: Tab): void {
    this.#look(tab)
    const { access } = tab
    if (!access || access.until <= this.timeline.time) this.#refresh(tab)
    else this.session.use(access.token, this.timeline.time)
  }

  /** The planned refresh, if its time has come; only on the tab that is looked at. */
  #look(tab: Tab): void {
    if (!this.#isAwake || !tab.isOpen || tab.number !== this.#visible) return
    const wait = tab.plan - this.timeline.time
    if (wait <= 0) this.#refresh(tab)
    else if (Number.isFinite(wait)) this.timeline.after(wait, () => this.#look(tab))
  }

  #refresh(tab: Tab): void {
    if (tab.flight) return
    const flight: Flight = { isOver: false, isLocked: false }
    tab.flight = flight
    let isSent = false
    const send = () => {
      if (isSent || flight.isOver) return
      isSent = true
      this.#send(tab, flight)
    }
    const locked = () => {
      if (isSent || flight.isOver) return this.#release()
      this.#holder = flight
      flight.isLocked = true
      return send()
    }
    if (!this.options.lock) send()
    else if (!this.#holder) locked()
    else {
      this.#waiting.push(locked)
      this.timeline.after(LOCK_PATIENCE, send)
    }
  }

  #send(tab: Tab, flight: Flight): void {
    const { timeline, session } = this
    const token = this.jar
    const sentAt = timeline.time
    this.#requests += 1
    const { request, answer } = journeyOf(this.seed, tab.number, this.#requests, this.#connection)
    timeline.after(TIMEOUT, () => {
      if (flight.isOver) return
      this.#land(tab, flight)
      this.#retry(tab)
    })
    if (request === null) return
    timeline.after(request, () => {
      this.refreshes += 1
      const result = session.present(token, timeline.time)
      if (result.kind === 'alarm') this.alarms.push(timeline.time)
      this.onRefresh()
      if (answer === null) return
      timeline.after(answer, () => {
        if (flight.isOver || session !== this.session) return
        this.#land(tab, flight)
        if (result.kind !== 'granted') return this.#signInAgain(tab)
        if (result.cookie) this.#keep(result.cookie)
        return this.#adopt(tab, result.access, sentAt)
      })
    })
  }

  #adopt(tab: Tab, token: Access, sentAt: number): void {
    tab.access = { token, until: sentAt + ACCESS_TOKEN_TTL * 1000 }
    tab.retries = 0
    tab.plan = sentAt + refreshDelay(ACCESS_TOKEN_TTL)
    this.#look(tab)
    // A page that has its token shows what it was loaded for.
    const { session } = this
    this.timeline.after(100, () => session.use(token, this.timeline.time))
  }

  #retry(tab: Tab): void {
    tab.plan = this.timeline.time + retryDelay(tab.retries, null, this.#random.next())
    tab.retries += 1
    this.#look(tab)
  }

  /** The person signs in anew in this tab; the others ask when they are looked at. */
  #signInAgain(tab: Tab): void {
    this.session = this.scheme.begin(this.timeline.time)
    this.jar = this.session.first
    this.#disk = this.jar
    for (const other of this.#tabs) {
      this.#cut(other)
      other.access = null
    }
    this.#adopt(tab, { token: this.jar }, this.timeline.time)
  }

  #cut(tab: Tab): void {
    if (tab.flight) this.#land(tab, tab.flight)
  }

  #land(tab: Tab, flight: Flight): void {
    flight.isOver = true
    if (tab.flight === flight) tab.flight = null
    if (flight.isLocked) this.#release()
  }

  #release(): void {
    this.#holder = null
    this.#waiting.shift()?.()
  }
}
