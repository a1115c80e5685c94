/** Who sees the outbox, and what protects the one who does. */
import { Client, type HeaderChanges } from '../../../e2e/support/client'
import { openDatabase } from '../../../e2e/support/database'
import { expect, test } from '../../../e2e/support/test'
import { addMail } from './support'

const OUTBOX = '/dev/outbox'

test('when mails are kept, each is listed, the newest first, and no id of a row is in the page', async ({
  app,
  database,
}) => {
  const waiting = addMail(database, { kind: 'password-changed', sent: false, age: 1_000 })
  const delivered = addMail(database)
  // Asked for, and nothing has come of it.
  const nothing = addMail(database, { kind: 'forgot-password' })
  const answer = await new Client(app).get(OUTBOX)
  expect([answer.status, answer.headers['cache-control']]).toEqual([200, 'no-store'])
  expect(answer.headers['content-security-policy']).toMatch(/script-src 'self' 'nonce-[\w-]{22}'/)
  expect(answer.text).toContain('<meta name="robots" content="noindex"/>')
  const places = [delivered, waiting].map(({ to }) => answer.text.indexOf(to))
  expect(places[0]).toBeGreaterThan(0)
  expect(places[1]).toBeGreaterThan(places[0] ?? 0)
  expect(answer.text).toContain('Waiting to be delivered')
  expect(answer.text).not.toContain(nothing.to)
  const ids = database.native.prepare('SELECT id FROM mails').all() as { id: string }[]
  for (const { id } of ids) expect(answer.text).not.toContain(id)
})

test('when a mail is read as HTML, it is a document that runs nothing, loads nothing and is kept by no one', async ({
  app,
  database,
}) => {
  const { mark } = addMail(database)
  const client = new Client(app)
  const { status, headers, text } = await client.get(`${OUTBOX}/${mark}`)
  expect(status).toBe(200)
  expect(headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    'cache-control': 'no-store',
    'x-robots-tag': 'noindex',
    'x-frame-options': 'DENY',
    'cross-origin-resource-policy': 'same-origin',
  })
  expect(text).toMatch(/href="http:\/\/[^"]+\/reset-password#token=[\w-]{43}"/)
  const none = await client.get(`${OUTBOX}/${'x'.repeat(43)}`)
  expect([none.status, none.text]).toEqual([404, 'There is no such mail here any more.'])
  expect((await client.post(`${OUTBOX}/${mark}`, {})).status).toBe(405)
})

const ELSEWHERE: [title: string, env: Record<string, string>][] = [
  ['a mail server is set', { SMTP_URL: 'smtp://127.0.0.1:1' }],
  ['APP_URL is public', { APP_URL: 'https://app.example.com' }],
]
for (const [title, env] of ELSEWHERE) {
  test(`when ${title}, the outbox is answered as an address that is none`, async ({ startApp }) => {
    const app = await startApp({ env })
    const database = openDatabase(app)
    await expectNone(new Client(app, env.APP_URL), addMail(database))
    database.close()
  })
}

test('when the app is asked for under a public name, there is no outbox and no header that names one', async ({
  app,
  database,
}) => {
  await expectNone(new Client(app, 'http://tunnel.example'), addMail(database))
})

test('when another machine asks for the app under a loopback host, there is no outbox and no header that names one', async ({
  app,
  database,
}) => {
  const elsewhere = { 'X-Forwarded-For': '192.0.2.7' }
  await expectNone(new Client(app), addMail(database), elsewhere)
  const asked = { email: 'person@mail.example' }
  const answer = await new Client(app).post('/api/auth/forgot-password', asked, elsewhere)
  expect([answer.status, answer.headers['mail-outbox']]).toEqual([202, undefined])
})

async function expectNone(
  client: Client,
  { mark, to }: { mark: string; to: string },
  from: HeaderChanges = {},
) {
  const unknown = await client.get('/nowhere')
  for (const path of [OUTBOX, `${OUTBOX}/`, `${OUTBOX}/${mark}`, `/dev/x/../outbox/${mark}`]) {
    const answer = await client.get(path, from)
    expect([answer.status, answer.text === unknown.text], path).toEqual([404, true])
    expect(answer.text).not.toContain(to)
    const of = ({ headers }: typeof answer) => headers['content-type']
    expect(of(answer), path).toBe(of(unknown))
  }
}
