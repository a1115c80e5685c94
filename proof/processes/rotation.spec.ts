/**
 * Keys and secrets are changed by the steps of docs/keys.md while people go on working: two processes
 * behind a balancer, a second service, and no user may notice.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from '../../e2e/support/client' // feature: resource-server
import { expect, test } from '../../e2e/support/test'
import { type ResourceServer, startResourceServer } from '../support/resource-server' // feature: resource-server
import { type Deployment, deploy } from '../support/rotation'
import { startTraffic, type Traffic } from '../support/traffic'

const PEOPLE = 20
/** AUTH_ACCESS_TOKEN_TTL, in seconds. */
const TTL = 8
/** How long people use a token at most, in milliseconds: a request on a busy machine has time. */
const KEEP = 2500
// feature: resource-server
/** JWKS_CACHE of the service, in seconds. */
const CACHE = 1
const ISSUER = 'https://id.example.com'
// /feature: resource-server

let deployment: Deployment
let service: ResourceServer | undefined // feature: resource-server
test.afterEach(async () => {
  await service?.stop() // feature: resource-server
  service = undefined // feature: resource-server
  await deployment?.stop()
})

/** Asserts that no request failed, and that there was traffic. */
async function expectUnnoticed(traffic: Traffic): Promise<void> {
  const { failures, asked, outcomes, calls, sessions } = traffic
  test.info().annotations.push({
    type: 'seen',
    description: JSON.stringify({ asked, outcomes, calls }),
  })
  expect(failures).toEqual([])
  expect(deployment.balancer.broken).toEqual([])
  expect(await deployment.database.damage()).toEqual({ revoked: 0, behind: 0 })
  const logged = deployment.apps.flatMap(({ output }) => output)
  // Each start says that the pages show the life of a token that the build has read.
  const others = logged.filter((line) => !line.includes('"setting_ignored"'))
  expect(others.filter((line) => /reuse|"level":"(warn|error)"/.test(line))).toEqual([])
  for (const { client } of sessions) {
    expect((await client.post('/api/auth/refresh')).status).toBe(200)
  }
  expect(outcomes.rotated).toBeGreaterThan(PEOPLE)
  for (const { port } of deployment.apps) {
    expect(deployment.balancer.served.get(port)).toBeGreaterThan(50)
  }
  // The old key and the new one were both in use.
  expect(Object.keys(calls)).toHaveLength(2)
  for (const number of Object.values(calls)) expect(number).toBeGreaterThan(PEOPLE)
}

// feature: resource-server
test('when a signing key is replaced under traffic, no request fails, at the second service either', async () => {
  test.setTimeout(180_000)
  const env = { AUTH_ISSUER: ISSUER, AUTH_ACCESS_TOKEN_TTL: String(TTL) }
  deployment = await deploy(env, [['generate']])
  const { balancer, database, keys, restartAll } = deployment
  service = await startResourceServer({
    APP_URL: balancer.url,
    AUTH_ISSUER: ISSUER,
    JWKS_CACHE: String(CACHE),
  })
  const traffic = await startTraffic(balancer, {
    people: PEOPLE,
    others: [{ url: service.url, path: '/whoami' }],
    keep: KEEP,
    age: database.age,
  })

  await keys('add')
  await restartAll()
  // Until each service has fetched the set anew: ten minutes, where nothing is set.
  await sleep(CACHE * 1000)
  await keys('promote')
  await restartAll()
  // Until the last token of the old key has ended.
  await sleep(TTL * 1000)
  await keys('retire')
  await restartAll()
  await traffic.stop()

  await expectUnnoticed(traffic)
  expect(traffic.asked['/whoami']).toBeGreaterThan(PEOPLE)
  const { keys: published } = (await new Client(balancer).get('/.well-known/jwks.json')).json<{
    keys: { kid: string }[]
  }>()
  expect(Object.keys(traffic.calls).at(-1)).toBe(published[0]?.kid)
  expect(published).toHaveLength(1)
})

// /feature: resource-server
test('when AUTH_SECRET is replaced under traffic, there is no sign-out, no alarm and no failed request', async () => {
  test.setTimeout(180_000)
  deployment = await deploy({ AUTH_ACCESS_TOKEN_TTL: String(TTL) })
  const { balancer, database, keys, restartAll } = deployment
  const traffic = await startTraffic(balancer, {
    people: PEOPLE,
    keep: KEEP,
    age: database.age,
  })

  await keys('add', '--secret')
  await restartAll()
  await keys('promote', '--secret')
  await restartAll()
  // Until no one has a token of the old secret: AUTH_REFRESH_TOKEN_TTL, where users may be away.
  await traffic.allRotated()
  await sleep(KEEP)
  await keys('retire', '--secret')
  await restartAll()
  await traffic.stop()

  await expectUnnoticed(traffic)
})
