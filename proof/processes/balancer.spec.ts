import { randomBytes, randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { App } from '../../e2e/support/app'
import type { Answer } from '../../e2e/support/client'
import { bearer, type Grant, type SignedIn, signUpAndIn } from '../../e2e/support/people'
import { expect, test } from '../../e2e/support/test'
import { type Postgresql, startTestPostgresql } from '../support/postgresql'
import { type Balancer, startBalancer } from '../support/proxy'

const PROCESSES = 3
const CLIENTS = 50
/** How long the load lasts, in milliseconds. */
const LOAD = 40_000
/** An hour later every refresh rotates again, and no answer is a retry. */
const AN_HOUR = 3600
/** A client whose request failed tries again after so long at first, and at most; milliseconds. */
const FIRST_PAUSE = 50
const LONGEST_PAUSE = 1000

/** What the clients have met, all together. */
class Tally {
  readonly outcomes: Record<string, number> = {}
  readonly failures: Record<string, number> = {}
  readonly unexpected: string[] = []
  calls = 0
  longest = 0

  count(counts: Record<string, number>, name: string): void {
    counts[name] = (counts[name] ?? 0) + 1
  }
}

/** One request as the client of the app makes it: what is no answer is tried again with back-off. */
async function untilAnswered(
  send: () => Promise<Answer>,
  tally: Tally,
  onLost: () => Promise<unknown>,
): Promise<Answer> {
  for (let pause = FIRST_PAUSE; ; pause = Math.min(LONGEST_PAUSE, 2 * pause)) {
    const started = performance.now()
    const failure = await send().then(
      (answer) => (answer.status === 502 || answer.status === 503 ? String(answer.status) : answer),
      (error: NodeJS.ErrnoException) => error.code ?? error.message,
    )
    tally.longest = Math.max(tally.longest, performance.now() - started)
    if (typeof failure !== 'string') return failure
    tally.count(tally.failures, failure)
    if (failure !== '503') await onLost()
    await sleep(pause / 2 + randomInt(pause))
  }
}

async function browse(session: SignedIn, database: Postgresql, until: number, tally: Tally) {
  const { client, sessionId } = session
  let accessToken = session.accessToken
  let losses = 0
  while (Date.now() < until) {
    const refreshed = await untilAnswered(
      () => client.post('/api/auth/refresh'),
      tally,
      // Every second one is a laptop whose lid was closed: it asks again an hour later.
      async () => ++losses % 2 === 0 && database.age(sessionId, AN_HOUR),
    )
    if (refreshed.status !== 200) {
      tally.unexpected.push(`refresh ${refreshed.status} ${refreshed.text}`)
      return accessToken
    }
    tally.count(tally.outcomes, String(refreshed.headers['session-refresh']))
    accessToken = refreshed.json<Grant>().accessToken
    for (let call = 0; call < 2; call += 1) {
      const headers = bearer(accessToken)
      const me = await untilAnswered(
        () => client.get('/api/me', headers),
        tally,
        async () => {},
      )
      if (me.status !== 200) tally.unexpected.push(`me ${me.status} ${me.text}`)
      tally.calls += 1
      await sleep(randomInt(800))
    }
    await database.age(sessionId, AN_HOUR)
  }
  return accessToken
}

/** Everything that happens to servers, one thing after the other, for as long as the load lasts. */
async function trouble(apps: App[], database: Postgresql, proxy: Balancer, until: number) {
  const done = { killed: 0, terminated: 0, databaseCrashes: 0, brokenByTerm: [] as string[] }
  const nth = (number: number) => apps[number % apps.length] as App
  for (let round = 0; Date.now() < until - 10_000; round += 1) {
    await sleep(500)
    await nth(round).kill()
    await sleep(300)
    await nth(round).restart()
    done.killed += 1
    await sleep(500)
    const before = proxy.broken.length
    await nth(round + 1).restart()
    // Noted and not judged: with fifty clients waiting, one may arrive just as the door closes. That
    // SIGTERM by itself fails nothing is the subject of several.spec.ts.
    done.brokenByTerm.push(...proxy.broken.slice(before))
    done.terminated += 1
    if (round !== 0) continue
    await database.crash()
    await sleep(2000)
    await database.start()
    done.databaseCrashes += 1
    await sleep(2000)
  }
  return done
}

test('when every part of three processes goes away under 50 users, no user is signed out', async ({
  startApp,
}, info) => {
  test.setTimeout(150_000)
  const database = await startTestPostgresql()
  const ports: number[] = []
  const proxy = await startBalancer(ports)
  const AUTH_SECRET = randomBytes(48).toString('hex')
  const env = { APP_URL: proxy.url, DATABASE_URL: database.url, AUTH_SECRET }
  const apps = await Promise.all(Array.from({ length: PROCESSES }, () => startApp({ env })))
  ports.push(...apps.map(({ port }) => port))
  try {
    const sessions: SignedIn[] = []
    while (sessions.length < CLIENTS) {
      const some = Array.from({ length: 5 }, () => signUpAndIn(proxy))
      sessions.push(...(await Promise.all(some)))
    }

    proxy.loseEvery = 20
    const tally = new Tally()
    const until = Date.now() + LOAD
    const [done, accessTokens] = await Promise.all([
      trouble(apps, database, proxy, until),
      Promise.all(sessions.map((session) => browse(session, database, until, tally))),
    ])
    proxy.loseEvery = 0
    const { outcomes, failures, calls, longest } = tally
    const seen = {
      outcomes,
      failures,
      calls,
      longest,
      ...done,
      lost: proxy.lost,
      broken: proxy.broken.length,
    }
    info.annotations.push({ type: 'seen', description: JSON.stringify(seen) })

    // No user got an answer other than "try again".
    expect(tally.unexpected).toEqual([])
    expect(Object.keys(failures).filter((name) => !EXPECTED_FAILURES.has(name))).toEqual([])

    // All sessions go on, and so does the access token that each was given last.
    for (const [index, session] of sessions.entries()) {
      const me = await session.client.get('/api/me', bearer(accessTokens[index] ?? ''))
      expect(me.status, me.text).toBe(200)
      const refreshed = await session.client.post('/api/auth/refresh')
      expect(refreshed.status, refreshed.text).toBe(200)
    }
    expect(await database.damage()).toEqual({ revoked: 0, behind: 0 })
    const logged = apps.flatMap(({ output }) => output)
    expect(logged.filter((line) => line.includes('reuse'))).toEqual([])

    // And it was a test: things did go away, and people met it.
    expect(done.killed).toBeGreaterThanOrEqual(2)
    expect(done.terminated).toBeGreaterThanOrEqual(2)
    expect(done.databaseCrashes).toBe(1)
    expect(failures['503']).toBeGreaterThan(0)
    expect(outcomes.rotated).toBeGreaterThan(CLIENTS)
    expect(outcomes.retried).toBeGreaterThan(0)
    expect(outcomes.recovered).toBeGreaterThan(0)
    for (const { port } of apps) expect(proxy.served.get(port)).toBeGreaterThan(0)
  } finally {
    await Promise.all(apps.map((app) => app.kill()))
    await proxy.close()
    await database.stop()
  }
})

/** "In flight": the balancer's or the app's "not now", or a line that was cut. */
const EXPECTED_FAILURES = new Set(['502', '503', 'ECONNRESET'])
