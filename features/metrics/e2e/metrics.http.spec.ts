import { Client } from '../../../e2e/support/client'
import { bearer, signUpAndIn } from '../../../e2e/support/people'
import { expectProblem } from '../../../e2e/support/problems'
import { expect, test } from '../../../e2e/support/test'
import { SLUG } from '../../../lib/brand'

const METRICS_TOKEN = 'tR4vXw9mQe2kJr0ZbWnLhT6yUcA1sDfGpO8iKxNzBvC'
const PREFIX = `${SLUG.replaceAll('-', '_')}_`

/** The series of the app and their values, as Prometheus reads them. */
function read(text: string): Record<string, number> {
  const lines = text.split('\n').filter((line) => line.startsWith(PREFIX))
  return Object.fromEntries(
    lines.map((line) => {
      const [, series = '', value] = /^(\S+?(?:\{.*\})?) (\S+)$/.exec(line) ?? []
      return [series.slice(PREFIX.length), Number(value)]
    }),
  )
}

test('when users and attackers call, the metrics count what they do, and name no one', async ({
  startApp,
}) => {
  const app = await startApp({ env: { METRICS_TOKEN, RATE_LIMIT: 'on' } })
  const asked = async () => {
    const answer = await new Client(app).get('/api/metrics', bearer(METRICS_TOKEN))
    expect(answer.status, answer.text).toBe(200)
    expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
    return answer
  }
  const before = read((await asked()).text)
  expect(before['security_events_total{type="token-reuse"}']).toBe(0)
  expect(before['limits_met_total{limit="sign-in-account"}']).toBe(0)

  const { client, person, user } = await signUpAndIn(app)
  const stranger = new Client(app)
  await client.post('/api/auth/refresh')
  await stranger.post('/api/auth/refresh')
  await stranger.post('/api/auth/refresh', undefined, { Origin: 'https://evil.example' })
  await stranger.get('/api/me', bearer('not.a.token'))
  const wrong = { ...person, password: 'a wrong guess of mine' }
  let guesses = 0
  while ((await stranger.post('/api/auth/login', wrong)).status === 401) guesses += 1

  // A failed sign-in is recorded after its answer.
  await expect
    .poll(async () => read((await asked()).text))
    .toMatchObject({
      'security_events_total{type="sign-up"}': 1,
      'security_events_total{type="sign-in"}': 1,
      'security_events_total{type="sign-in-failed"}': guesses,
      'refreshes_total{outcome="rotated"}': 1,
      'refreshes_total{outcome="refused"}': 2,
      'limits_met_total{limit="sign-in-account"}': 1,
      'refusals_total{event="malicious_cors"}': 1,
      'refusals_total{event="authn_token_forged"}': 1,
      'failures_total{cause="fault"}': 0,
      'password_hashes{state="waiting"}': 0,
    })
  const { text } = await asked()
  for (const secret of [user.id, user.email, METRICS_TOKEN]) expect(text).not.toContain(secret)
  expect(read(text).process_cpu_seconds_total).toBeGreaterThan(0)

  for (const token of ['x', `${METRICS_TOKEN}x`, METRICS_TOKEN.slice(1)]) {
    expectProblem(await stranger.get('/api/metrics', bearer(token)), 'invalid-token')
  }
  expectProblem(await stranger.get('/api/metrics'), 'no-session')
})
