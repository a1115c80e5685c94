import { randomInt } from 'node:crypto'
import { mkdirSync, rmdirSync, rmSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from '../../e2e/support/client'
import { openDatabase } from '../../e2e/support/database'
import { bearer, type Grant, type SignedIn, signIn, signUpAndIn } from '../../e2e/support/people'
import { expect, test } from '../../e2e/support/test'
import { expectJsonSinceStart } from '../support/log-lines'
import { runNode, type Several, startSeveral } from '../support/several'
import { expectBrokenRefused, expectUpgradesClosed } from '../support/strangers'

const PROCESSES = 3
const PEOPLE = 10
const KILLS = 2
const CONNECTIONS = 20
/** So many answers on each connection, and all of them are open and in use. */
const WARM = 5

let started: Several[] = []
test.afterEach(async () => {
  for (const app of started) app.signal('SIGTERM')
  await Promise.all(started.map(({ ended }) => ended))
  started = []
})

async function start(processes: number, databaseFile: string): Promise<Several> {
  const app = await startSeveral(processes, { DATABASE_URL: `file:${databaseFile}` })
  started.push(app)
  if (processes > 1) await app.untilReady(processes)
  return app
}

test('when one of three processes on one SQLite file is killed, it is replaced and no session ends', async () => {
  test.setTimeout(150_000)
  const info = test.info()
  const databaseFile = info.outputPath('app.db')
  const app = await start(PROCESSES, databaseFile)
  const sessions: SignedIn[] = []
  while (sessions.length < PEOPLE) sessions.push(await signUpAndIn(app))
  const database = openDatabase({ databaseUrl: `file:${databaseFile}` })

  let over = false
  let rotated = 0
  let lost = 0
  const browse = async ({ client, sessionId }: SignedIn) => {
    while (!over) {
      try {
        const answer = await client.post('/api/auth/refresh')
        expect(answer.status, answer.text).toBe(200)
        if (answer.headers['session-refresh'] === 'rotated') rotated += 1
        const { accessToken } = answer.json<Grant>()
        const me = await client.get('/api/me', bearer(accessToken))
        expect(me.status, me.text).toBe(200)
        database.age(sessionId, 'rotated_at', 3600)
      } catch (error) {
        // What was in flight to the process that is gone, and nothing else.
        expect((error as NodeJS.ErrnoException).code, String(error)).toBe('ECONNRESET')
        lost += 1
      }
      await sleep(randomInt(100))
    }
  }
  const browsing = Promise.all(sessions.map(browse))
  const killed = app.ready().slice(0, KILLS)
  for (const [index, pid] of killed.entries()) {
    await sleep(300)
    process.kill(pid, 'SIGKILL')
    await app.untilReady(PROCESSES + index + 1)
  }
  over = true
  await browsing

  expect(new Set(app.ready()).size).toBe(PROCESSES + KILLS)
  expect(app.output.filter((line) => /"process_ended".*"SIGKILL"/.test(line))).toHaveLength(KILLS)
  expect(rotated).toBeGreaterThan(0)
  info.annotations.push({ type: 'seen', description: JSON.stringify({ rotated, lost }) })
  for (const { client, sessionId } of sessions) {
    expect(database.session(sessionId)).toMatchObject({ revoked_at: null, token_version: 0 })
    expect((await client.post('/api/auth/refresh')).status).toBe(200)
  }
  await signIn(app, (sessions[0] as SignedIn).person)
  expect(app.output.filter((line) => line.includes('reuse'))).toEqual([])
  expectJsonSinceStart(app.output)
  database.close()
})

/** Asks on kept connections, again and again, until no process listens any more. */
async function hammer(
  app: Several,
  accessToken: string,
  seen: Record<string, number>,
  onWarm: () => void,
): Promise<void> {
  let cold = CONNECTIONS
  const ask = (agent: Agent) =>
    new Promise<string>((resolve) => {
      const options = { agent, headers: bearer(accessToken) }
      const sent = get(`${app.url}/api/me`, options, (answer) => {
        answer.resume()
        answer.once('end', () => resolve(`${answer.statusCode} ${answer.headers.connection}`))
        answer.once('error', () => resolve('cut short'))
      })
      sent.once('error', (error: NodeJS.ErrnoException) =>
        resolve(`${error.code} on a ${sent.reusedSocket ? 'kept' : 'new'} connection`),
      )
    })
  const client = async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    for (let asked = 1; ; asked += 1) {
      const result = await ask(agent)
      seen[result] = (seen[result] ?? 0) + 1
      if (!result.startsWith('200')) break
      if (asked === WARM && --cold === 0) onWarm()
      await sleep(randomInt(30))
    }
    agent.destroy()
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, client))
}

for (const processes of [1, PROCESSES]) {
  test(`when SIGTERM comes under load, no request fails, with ${processes} of them`, async () => {
    const info = test.info()
    const app = await start(processes, info.outputPath('app.db'))
    const { accessToken } = await signUpAndIn(app)
    const seen: Record<string, number> = {}
    let hammering = Promise.resolve()
    await new Promise<void>((resolve) => {
      hammering = hammer(app, accessToken, seen, resolve)
    })
    app.signal('SIGTERM')
    await hammering
    info.annotations.push({ type: 'seen', description: JSON.stringify(seen) })
    const { '200 keep-alive': kept, '200 close': closed, ...others } = seen
    expect(kept).toBeGreaterThan(CONNECTIONS)
    expect(closed).toBeGreaterThan(0)
    // Each connection ends at a closed door: the request was never taken, another machine may have it.
    expect(others).toEqual({ 'ECONNREFUSED on a new connection': CONNECTIONS })
    // By itself: what is not over at its limit is killed, and ends with 137.
    expect(await app.ended).toBe(143)
  })
}

test('when a setting is wrong, one line reports it, not one for each process', async () => {
  const info = test.info()
  const env = { DATABASE_URL: `file:${info.outputPath('x.db')}`, AUTH_REFRESH_GRACE: 'soon' }
  const error = await startSeveral(PROCESSES, env).catch((thrown: Error) => thrown)
  if (!(error instanceof Error)) throw new Error('It has started')
  expect(error.message.match(/AUTH_REFRESH_GRACE must be/g)).toHaveLength(1)
  expect(error.message).not.toMatch(/process_ended/)
})

test('when a replacement cannot start, the pause between its tries grows, and the others serve', async () => {
  const info = test.info()
  const databaseFile = info.outputPath('app.db')
  const app = await start(PROCESSES, databaseFile)
  const { client, accessToken } = await signUpAndIn(app)
  // What a start locks while it migrates; those that serve need it no more.
  const lock = `${databaseFile}.lock`
  rmSync(lock)
  mkdirSync(lock)
  process.kill(app.ready()[0] as number, 'SIGKILL')
  const deaths = () => app.output.filter((line) => line.includes('"process_ended"'))
  while (!deaths().some((line) => line.includes('"code":1,"signal":null,"nextIn":2000'))) {
    await sleep(50)
  }
  expect(deaths().filter((line) => line.includes('"nextIn":0')).length).toBeLessThan(3)
  expect(deaths().length).toBeLessThan(5)
  for (let call = 0; call < 10; call += 1) {
    expect((await client.get('/api/me', bearer(accessToken))).status).toBe(200)
  }
  rmdirSync(lock)
  await app.untilReady(PROCESSES + 1)
})

test('when WEB_CONCURRENCY is wrong, one line refuses it before all else', async () => {
  for (const value of ['0', 'many', '65']) {
    const { output, ended } = runNode(['scripts/start.mjs'], {
      WEB_CONCURRENCY: value,
      AUTH_SECRET: 'x',
    })
    expect(await ended).toBe(1)
    expect(output.filter((line) => line !== '')).toEqual([
      expect.stringMatching(/^WEB_CONCURRENCY must be a number from 1 to 64/),
    ])
  }
})

test('when several processes serve, each closes upgrades and refuses what is no request', async () => {
  const app = await start(PROCESSES, test.info().outputPath('app.db'))
  const server = { port: Number(new URL(app.url).port) }
  // Each connection may get to any of them.
  for (let round = 0; round < 5; round += 1) await expectBrokenRefused(server)
  await expectUpgradesClosed(server, 100)
  expectJsonSinceStart(app.output)
})

test('when there is one process, no other watches it', async () => {
  const info = test.info()
  const app = await start(1, info.outputPath('app.db'))
  expect(app.ready()).toEqual([])
  expect((await new Client(app).get('/api/health')).status).toBe(200)
})
