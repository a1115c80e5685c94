/** Runs one history against a server and checks what must be true at its end. */
import { type RotationRules, UNDER_WAY, UNSAVED } from '../../lib/auth/sessions/rotation'
import { type Action, WRITE_DELAY } from './actions'
import { Browser, TIMEOUT } from './browser'
import { lateUntil, Monitor, Violation } from './monitor'
import { call, cookieOf, newRow, page, type RefreshToken, refresh, type Server } from './server'
import { Thief } from './thief'
import { SMOOTH, World } from './world'

const START = Date.UTC(2026, 0, 5, 12, 0, 0, 250)

/** How the history is brought to an end. */
export type Ending = {
  /** Milliseconds until the run checks whether the session is still there. */
  rest: number
  first: 'owner' | 'thief'
  /** Do both use the access tokens they get? */
  used: boolean
}

export type Outcome = { steps: number; rotations: number; alarm: boolean }

/** @throws Violation of an invariant. */
export function run(
  machine: Omit<Server, 'row'>,
  actions: Action[],
  ending: Ending,
  trace?: (line: string) => void,
): Outcome {
  const server: Server = { ...machine, row: newRow(machine.settings, START) }
  const world = new World(server, trace && ((line) => trace(`${stamp(world)} ${line}`)))
  world.setClock(START)
  const monitor = new Monitor(world)
  const browser = new Browser(world, monitor, cookieOf(server.row, START))
  const thief = new Thief(world, monitor)
  const stage = { world, monitor, browser, thief, steppedAt: Number.NEGATIVE_INFINITY }
  for (const action of actions) {
    world.steps += 1
    perform(stage, action)
  }
  world.settle()
  if (monitor.stolen) endWithThief(stage, ending)
  else endAlone(stage, ending)
  const { generation, userTokenVersion, revokedReason } = server.row
  return {
    steps: world.steps,
    rotations: generation,
    alarm: userTokenVersion > 0 || revokedReason === 'reuse',
  }
}

type Stage = {
  world: World
  monitor: Monitor
  browser: Browser
  thief: Thief
  steppedAt: number
}

type Deeds = {
  [Name in Action['do']]: (stage: Stage, action: Extract<Action, { do: Name }>) => void
}

const deeds: Deeds = {
  wait: ({ world }, { ms }) => world.pass(ms),
  refresh: ({ browser }, { tab, lock, journey }) =>
    browser.refresh(browser.tab(tab), lock, journey),
  call: ({ browser }, { tab, journey }) => browser.call(browser.tab(tab), journey),
  load: ({ browser }, { tab, journey }) => browser.load(browser.tab(tab), journey),
  sleep: ({ browser }, { ms }) => browser.sleep(ms),
  crash: ({ world }) => world.crash(),
  kill: ({ browser, monitor, world }, { forgets, ms }) => {
    // With a shorter R a killed browser may be two generations behind.
    const isKept = world.server.settings.refreshCoalesce < UNSAVED
    if (!isKept && forgets > WRITE_DELAY) monitor.restored = true
    browser.kill(isKept ? 0 : forgets, ms)
  },
  clock: (stage, { ms }) => setClock(stage, ms),
  'sign-out': ({ browser }, { journey }) => browser.signOut(journey),
  noise: ({ world, monitor }, { generation, journey }) => {
    const forged = { generation, authentic: false, issuedAt: null, expiresAt: Infinity }
    const handler = (server: Server, at: number) => refresh(server, forged, at)
    world.send('thief', handler, journey, monitor.watchNoise(), () => {})
  },
  steal: ({ browser, thief }) => thief.steal(browser.cookie),
  'thief-refresh': ({ thief }, { which, journey }) => thief.refresh(which, journey),
  'thief-call': ({ thief }, { which, journey }) => thief.call(which, journey),
  'thief-sign-out': ({ thief }, { which, journey }) => thief.signOut(which, journey),
}

function perform<Name extends Action['do']>(
  stage: Stage,
  action: Extract<Action, { do: Name }>,
): void {
  const deed = deeds[action.do] as (stage: Stage, action: Action) => void
  deed(stage, action)
}

/**
 * By anything once nothing honest has been under way for as long as the grace; else by what the
 * settings leave over for it, once in a while. Processes whose clocks differ are the same thing.
 */
function setClock(stage: Stage, by: number): void {
  const { world, browser } = stage
  let step = by
  const { settings } = world.server
  const quiet = Math.max(settings.refreshGrace, UNSAVED) * 1000
  if (world.time < browser.quietAt + quiet || world.isServing) {
    const spare = spareOf(settings)
    if (world.time < stage.steppedAt + 2 * settings.refreshCoalesce * 1000) return
    step = Math.max(-spare, Math.min(by, spare))
    stage.steppedAt = world.time
  }
  world.trace?.(`the clock is set by ${step / 1000} s`)
  world.setClock(step)
}

/** What the rules allow beyond all that an honest request may need, in milliseconds. */
export function spareOf({ refreshGrace }: RotationRules): number {
  return Math.max(0, Math.min(refreshGrace, UNDER_WAY) * 1000 - 2 * TIMEOUT)
}

/** Whatever happened: with a good connection, later, the person is still signed in. */
function endAlone({ world, monitor, browser }: Stage, { rest }: Ending): void {
  if (monitor.restored) return
  const { settings } = world.server
  for (const pause of [rest, 2 * settings.refreshCoalesce * 1000]) {
    world.pass(pause)
    const token = browser.cookie
    const over = monitor.dead || monitor.expired(world.clock)
    if (over && !browser.hasSignedOut && monitor.dead) {
      throw new Violation('lost session', 'ended, and no one ended it')
    }
    if (over || token === null || token.expiresAt <= world.clock) return
    if (browser.hasSignedOut) return
    if (!now(world, (server, at) => page(server, token, at))) {
      throw new Violation('lost session', 'the next page finds no session')
    }
    const tab = browser.tab(0)
    tab.signedIn = true
    browser.refresh(tab, true, SMOOTH)
    world.settle()
    if (!tab.signedIn || tab.access === null) {
      throw new Violation('lost session', 'the next refresh gives nothing')
    }
    const { access } = tab
    if (!now(world, (server, at) => call(server, access, at))) {
      throw new Violation('lost session', 'the next call is refused')
    }
  }
}

/**
 * Two parties hold the lineage. From here on each refreshes with the newest token it has, later
 * than the rules let pass: where they use what they are given, the second refresh is the alarm; where
 * they do not, the third.
 */
function endWithThief({ world, monitor, browser, thief }: Stage, ending: Ending): void {
  const { settings } = world.server
  const { refreshGrace, refreshCoalesce } = settings
  const beyond = Math.max(refreshCoalesce, refreshGrace) * 1000 + 1
  world.pass(ending.rest)
  if (monitor.signedOutAt !== null) comeBackAfterSignOut({ world, monitor, thief }, beyond)
  const turns: Turn[] = ending.first === 'owner' ? ['owner', 'thief'] : ['thief', 'owner']
  const needed = ending.used ? 2 : 3
  for (let turn = 0; turn < needed; turn += 1) {
    // The server's clock counts, and it may have been set back.
    const { rotatedAt, retriedAt } = world.server.row
    const givenOut = Math.max(rotatedAt ?? 0, retriedAt ?? 0)
    const late = lateUntil(world.server.row, settings)
    world.pass(Math.max(beyond + Math.max(0, givenOut - world.clock), late - world.clock))
    const party = turns[turn % 2] as Turn
    const token = party === 'owner' ? browser.cookie : thief.newest
    if (monitor.dead) break
    if (!token || token.expiresAt <= world.clock || monitor.expired(world.clock)) return
    present({ world, monitor, browser, thief }, party, token, ending.used)
  }
  if (!monitor.dead) throw new Violation('undetected', 'both have refreshed, and both may go on')
  for (const token of thief.tokens) thief.present(token, SMOOTH)
  for (let which = 0; which < 20; which += 1) thief.call(which, SMOOTH)
  world.settle()
}

/** The owner has left; only a copy can come back. */
function comeBackAfterSignOut(
  { world, monitor, thief }: Pick<Stage, 'world' | 'monitor' | 'thief'>,
  beyond: number,
): void {
  world.pass(beyond + Math.max(0, (monitor.signedOutAt ?? 0) - world.clock))
  const token = thief.newest
  if (!token || token.expiresAt <= world.clock) return
  thief.present(token, SMOOTH)
  world.pass(1000)
  if (monitor.signedOutAt !== null) {
    throw new Violation('undetected', 'the copy of a signed-out session raises no alarm')
  }
}

type Turn = 'owner' | 'thief'

function present(
  { world, monitor, browser, thief }: Omit<Stage, 'steppedAt'>,
  party: Turn,
  token: RefreshToken,
  used: boolean,
): void {
  if (party === 'thief') {
    thief.present(token, SMOOTH)
    world.pass(1000)
    if (used) world.pass(UNSAVED * 1000)
    if (used && !monitor.dead) thief.call(0, SMOOTH)
  } else {
    const tab = browser.tab(0)
    tab.signedIn = true
    browser.refresh(tab, true, SMOOTH)
    world.pass(1000)
    if (used) world.pass(UNSAVED * 1000)
    if (used && !monitor.dead) browser.call(tab, SMOOTH)
  }
  world.pass(1000)
}

/** Runs a use case here and now. */
function now<Answer>(
  world: World,
  handler: (server: Server, at: number) => Generator<unknown, Answer>,
): Answer {
  const steps = handler(world.server, world.clock)
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}

function stamp(world: World): string {
  return `${(world.time / 1000).toFixed(3).padStart(12)} s`
}
