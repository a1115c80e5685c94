import { Client } from '../../e2e/support/client'
import { newPerson, type Person, signUp, signUpAndIn } from '../../e2e/support/people'
import { expectProblem } from '../../e2e/support/problems'
import { chunk, head, sendRaw } from '../../e2e/support/raw'
import { expect, test } from '../../e2e/support/test'

const LIMIT = 16 * 1024
const BODY_ROUTES = ['/api/auth/sign-up', '/api/auth/login', '/api/auth/reset-password']
const BODILESS_ROUTES = ['/api/auth/refresh', '/api/auth/logout']

/** Valid JSON of exactly so many bytes. */
function padded(person: Person, bytes: number): string {
  const bare = JSON.stringify({ ...person, padding: '' })
  return JSON.stringify({ ...person, padding: 'x'.repeat(bytes - bare.length) })
}

test.describe('when a body is anything but application/json in UTF-8, the answer is 415', () => {
  const refused = [
    'text/plain',
    'text/plain;charset=UTF-8',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/json',
    'application/jsonp',
    'application/json-seq',
    'application/problem+json',
    'application/json; charset=utf-16',
    'application/json, text/plain',
    'text/plain, application/json',
    '',
    null,
  ]
  for (const path of [...BODY_ROUTES, ...BODILESS_ROUTES]) {
    test(path, async ({ app, database }) => {
      const { client, person, refreshToken, sessionId } = await signUpAndIn(app)
      const body = JSON.stringify(path === '/api/auth/sign-up' ? newPerson() : person)
      for (const type of refused) {
        const answer = await client.send('POST', path, { headers: { 'Content-Type': type }, body })
        expectProblem(answer, 'unsupported-media-type')
        expect(answer.setCookies).toEqual([])
      }
      expect(database.session(sessionId)).toMatchObject({ generation: 0, revoked_at: null })
      expect(client.refreshToken).toBe(refreshToken)
    })
  }

  test('such as a form of another site that is JSON by chance', async ({ app }) => {
    const { email, password } = newPerson()
    const answer = await new Client(app).send('POST', '/api/auth/sign-up', {
      headers: { 'Content-Type': 'text/plain' },
      body: `{"email":"${email}","password":"${password}","x":"="}`,
    })
    expectProblem(answer, 'unsupported-media-type')
  })

  test('and when it is JSON by another spelling, it is read', async ({ app }) => {
    for (const type of [
      'application/json',
      'Application/JSON',
      'application/json; charset="UTF-8"',
      'application/json; charset=utf8',
      'application/json;',
      'application/json; odata.metadata=minimal',
    ]) {
      const answer = await new Client(app).send('POST', '/api/auth/sign-up', {
        headers: { 'Content-Type': type },
        body: JSON.stringify(newPerson()),
      })
      expect(answer.status, type).toBe(201)
    }
  })
})

test.describe('when a body is no JSON, the answer is 400', () => {
  const bodies: [title: string, body: string | Uint8Array][] = [
    ['nothing', ''],
    ['an open brace', '{'],
    ['a form', 'email=a%40mail.example&password=x'],
    ['single quotes', "{'email':'a@mail.example'}"],
    ['something after the end', '{} {}'],
    ['NaN', '{"email":NaN}'],
    ['a raw line break in a string', '{"email":"a\nb"}'],
    ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['UTF-16', Buffer.from('{"email":"a@mail.example"}', 'utf16le')],
  ]
  for (const [title, body] of bodies) {
    test(title, async ({ app }) => {
      for (const path of BODY_ROUTES) {
        const answer = await new Client(app).send('POST', path, {
          headers: { 'Content-Type': 'application/json' },
          body,
        })
        expectProblem(answer, 'malformed-body')
      }
    })
  }

  test('and when brackets go 8,000 deep, the parser survives', async ({ app }) => {
    const deep = '['.repeat(LIMIT / 2) + ']'.repeat(LIMIT / 2)
    const answer = await new Client(app).send('POST', '/api/auth/login', {
      headers: { 'Content-Type': 'application/json' },
      body: deep,
    })
    expect([400, 422]).toContain(answer.status)
  })
})

test.describe('when a body is larger than 16 KiB, the answer is 413', () => {
  const json = { 'Content-Type': 'application/json' }

  test('by one byte; exactly 16 KiB are read', async ({ app, database }) => {
    const person = newPerson()
    const post = (body: string) =>
      new Client(app).send('POST', '/api/auth/sign-up', { headers: json, body })
    expectProblem(await post(padded(person, LIMIT + 1)), 'body-too-large')
    expect(database.user(person.email)).toBeUndefined()
    expect((await post(padded(person, LIMIT))).status).toBe(201)
  })

  test('by its declared length, before the body comes', async ({ app }) => {
    const answer = await sendRaw(app, [
      head(app, 'POST /api/auth/login', [
        'Content-Type: application/json',
        `Content-Length: ${LIMIT + 1}`,
      ]),
    ])
    expectProblem(answer, 'body-too-large')
  })

  test('in chunks, without a declared length', async ({ app, database }) => {
    const person = newPerson()
    const answer = await sendRaw(app, [
      head(app, 'POST /api/auth/sign-up', [
        'Content-Type: application/json',
        'Transfer-Encoding: chunked',
      ]),
      chunk(padded(person, LIMIT + 1)),
      chunk(''),
    ])
    expectProblem(answer, 'body-too-large')
    expect(database.user(person.email)).toBeUndefined()
  })

  test('and comes slowly and never ends', async ({ app }) => {
    for (const path of BODY_ROUTES) {
      const answer = await sendRaw(
        app,
        [
          head(app, `POST ${path}`, [
            'Content-Type: application/json',
            'Transfer-Encoding: chunked',
          ]),
          // Without a last chunk: only the server can end this.
          ...Array.from({ length: 40 }, () => chunk('x'.repeat(1024))),
        ],
        { pause: 20 },
      )
      expectProblem(answer, 'body-too-large')
    }
  })

  test('also on routes that take no body', async ({ app, database }) => {
    const { client, sessionId } = await signUpAndIn(app)
    for (const path of BODILESS_ROUTES) {
      const answer = await client.send('POST', path, {
        headers: json,
        body: padded(newPerson(), LIMIT + 1),
      })
      expectProblem(answer, 'body-too-large')
    }
    expect(database.session(sessionId)).toMatchObject({ generation: 0, revoked_at: null })
  })
})

test('when a small body comes byte by byte, it is served', async ({ app }) => {
  const person = await signUp(new Client(app))
  const body = JSON.stringify(person)
  const answer = await sendRaw(
    app,
    [
      head(app, 'POST /api/auth/login', [
        'Content-Type: application/json',
        `Content-Length: ${body.length}`,
      ]),
      ...body,
    ],
    { pause: 2 },
  )
  expect(answer.status).toBe(200)
})

test('when a small body comes in chunks, it is served', async ({ app }) => {
  const body = JSON.stringify(newPerson())
  const answer = await sendRaw(app, [
    head(app, 'POST /api/auth/sign-up', [
      'Content-Type: application/json',
      'Transfer-Encoding: chunked',
    ]),
    chunk(body.slice(0, 20)),
    chunk(body.slice(20)),
    chunk(''),
  ])
  expect(answer.status).toBe(201)
})

test('when a route takes no body, no Content-Type is needed', async ({ app }) => {
  const { client } = await signUpAndIn(app)
  expect((await client.send('POST', '/api/auth/refresh')).status).toBe(200)
  const answer = await client.send('POST', '/api/auth/logout', {
    headers: { 'Content-Type': 'text/plain' },
  })
  expect(answer.status).toBe(204)
})

test('when a client asks before it sends its body, the server says to go on, and answers', async ({
  app,
}) => {
  const body = JSON.stringify(newPerson())
  const asking = head(app, 'POST /api/auth/login', [
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    'Expect: 100-continue',
  ])
  // The server has said "100 Continue" by the time that the body follows.
  expectProblem(await sendRaw(app, [asking, body], { pause: 500 }), 'invalid-credentials')
})
