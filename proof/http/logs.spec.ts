import { Client } from '../../e2e/support/client'
import { openDatabase } from '../../e2e/support/database'
import { signUp } from '../../e2e/support/people'
import { expectProblem } from '../../e2e/support/problems'
import { chunk, hangUpAfter, head, sendRaw } from '../../e2e/support/raw'
import { expect, test } from '../../e2e/support/test'

test('when a body is far beyond any limit, it is refused and nothing is logged', async ({
  startApp,
}) => {
  const app = await startApp()
  const lines = app.output.length
  // The answer comes before the body is sent: a client that went on would write to a closed socket.
  const declared = ['Content-Type: application/json', `Content-Length: ${11 * 1024 * 1024}`]
  const answer = await sendRaw(app, [head(app, 'POST /api/auth/login', declared), '{"email":"'])
  expect(answer.status).toBe(413)
  expect(app.output.slice(lines)).toEqual([])
})

test('when strangers send large bodies, long paths and wrong passwords, the log stays short', async ({
  startApp,
}) => {
  const app = await startApp()
  const database = openDatabase(app)
  const person = await signUp(new Client(app))
  const path = `/api/${'x'.repeat(9_000)}`
  const body = 'x'.repeat(70 * 1024)
  // The line of the mail to the new user comes after the answer.
  await expect.poll(() => app.output.join('\n')).toContain('"event":"mail_kept"')
  const lines = app.output.length
  for (let call = 0; call < 20; call += 1) {
    expectProblem(await new Client(app).send('POST', path, { body }), 'body-too-large')
    const chunked = head(app, `POST ${path}`, ['Transfer-Encoding: chunked'])
    expectProblem(await sendRaw(app, [chunked, chunk(body), chunk('')]), 'no-session')
  }
  expect(app.output.slice(lines)).toEqual([])

  const guess = { ...person, password: 'a wrong guess of mine' }
  for (let call = 0; call < 12; call += 1) {
    await new Client(app).post('/api/auth/login', guess)
    await new Client(app).post('/api/auth/login', { ...guess, email: `${call}@mail.example` })
  }
  const user = database.user(person.email)
  const failed = () =>
    database.eventsOf(user?.id ?? '').filter(({ type }) => type === 'sign-in-failed')
  await expect.poll(() => failed().map(({ count }) => count)).toEqual([12])
  // Five of each kind: guesses at no account do not hide those at one.
  const logged = app.output.slice(lines).map((line) => JSON.parse(line) as { userId?: string })
  expect(logged.filter(({ userId }) => userId === user?.id)).toHaveLength(5)
  expect(logged).toHaveLength(10)
  database.close()
})

test('when a caller hangs up in the middle of a body, nothing is logged', async ({ startApp }) => {
  const app = await startApp()
  const lines = app.output.length
  for (let call = 0; call < 5; call += 1) {
    await hangUpAfter(
      app,
      `${head(app, 'POST /api/auth/login', ['Content-Type: application/json', 'Content-Length: 500'])}{"email":`,
    )
  }
  expect((await new Client(app).get('/api/health')).status).toBe(200)
  await app.stop()
  expect(app.output.slice(lines)).toEqual([])
})

test('when a call is refused, its answer and its line in the log have one id, and never an id that the client chose', async ({
  startApp,
}) => {
  const app = await startApp()
  const client = new Client(app)
  const chosen = '11111111-1111-4111-8111-111111111111'
  const person = await signUp(new Client(app))
  const calls = {
    malicious_cors: () =>
      client.post('/api/auth/login', person, {
        Origin: 'https://evil.example',
        'X-Request-Id': chosen,
      }),
    authn_token_forged: () =>
      client.get('/api/me', { Authorization: 'Bearer a.b.c', 'X-Request-Id': chosen }),
    authn_login_fail: () =>
      client.post('/api/auth/login', { ...person, password: 'a wrong guess of mine' }),
  }
  for (const [event, call] of Object.entries(calls)) {
    const before = app.output.length
    const { headers } = await call()
    expect(headers['x-request-id']).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
    expect(headers['x-request-id']).not.toBe(chosen)
    await expect
      .poll(() => app.output.slice(before).map((line) => JSON.parse(line) as object))
      .toContainEqual(expect.objectContaining({ event, requestId: headers['x-request-id'] }))
  }
})
