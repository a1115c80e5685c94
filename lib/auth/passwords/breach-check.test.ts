import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { log } from '../../log/log'
import { signUp } from '../account/sign-up'
import { MINUTE, PASSWORD, START, scene, testConfig } from '../testing'
import { isLeaked } from './breach-check'
import { changePassword } from './change-password'
import { createPasswordResetLink, resetPassword } from './password-reset'

const LEAKED = 'seven geese over the lake'
const DIGEST = createHash('sha1').update(LEAKED).digest('hex').toUpperCase()
const [PREFIX, REST] = [DIGEST.slice(0, 5), DIGEST.slice(5)]
const OTHER = '0018A45C4D1DEF81644B54AB7F969B88D65'

const servers: { close(): void; closeAllConnections(): void }[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
  vi.restoreAllMocks()
})

/** A range service on this machine, and the requests that it got. */
async function service(answer: RequestListener) {
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push(
      `${request.method} ${request.url} ${Object.values(request.headers).join(' ')} padded: ${request.headers['add-padding']}`,
    )
    answer(request, response)
  })
  servers.push(server)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/range`, requests }
}
const rows =
  (...lines: string[]): RequestListener =>
  (_, response) =>
    response.end(lines.join('\r\n'))

let now = Date.now()

/** What was logged while the check ran, which begins a new minute of the log: it has so many lines in each. */
async function checked(breachCheck: string, password = LEAKED) {
  now += 2 * MINUTE
  vi.spyOn(Date, 'now').mockReturnValue(now)
  const warned = vi.spyOn(log, 'warn')
  const leaked = await isLeaked(password, testConfig({ AUTH_BREACH_CHECK: breachCheck }))
  return { leaked, logged: warned.mock.calls.map(([line]) => line as object) }
}

test('when the service lists a password, it is leaked; five digits of its SHA-1 leave, and nothing else', async () => {
  const { url, requests } = await service(rows(`${OTHER}:3`, `${REST}:42`))
  expect(await checked(url)).toEqual({ leaked: true, logged: [] })
  expect(requests).toEqual([expect.stringMatching(`^GET /range/${PREFIX} .* padded: true$`)])
  expect(requests.join()).not.toMatch(new RegExp(`${REST}|${LEAKED}|geese`, 'i'))
})

test('when a mirror answers in small letters, or its address ends in a slash, the password is found as well', async () => {
  const { url, requests } = await service(rows(`${REST.toLowerCase()}:1`))
  expect(await checked(`${url}/`)).toMatchObject({ leaked: true })
  expect(requests[0]).toContain(`GET /range/${PREFIX} `)
})

test.each([
  ['lists others', [`${OTHER}:3`]],
  ['has the password in a row of padding', [`${OTHER}:3`, `${REST}:0`]],
])('when the service %s, the password is not leaked', async (_, lines) => {
  const { url } = await service(rows(...lines))
  expect(await checked(url)).toEqual({ leaked: false, logged: [] })
})

test('when the check is off, no request is made', async () => {
  const asked = vi.spyOn(globalThis, 'fetch')
  expect(await checked('off')).toEqual({ leaked: false, logged: [] })
  expect(asked).not.toHaveBeenCalled()
})

test('when the check is on, the public service is asked over https', async () => {
  const asked = vi
    .spyOn(globalThis, 'fetch')
    .mockImplementation(async () => new Response(`${REST}:7`))
  expect(await checked('on')).toMatchObject({ leaked: true })
  expect(asked.mock.calls[0]?.[0]).toBe(`https://api.pwnedpasswords.com/range/${PREFIX}`)
})

test.each<[string, RequestListener, RegExp]>([
  ['answers 500', (_, response) => response.writeHead(500).end(`${REST}:9`), /answered 500/],
  ['answers something else', rows('<html>maintenance</html>'), /another shape/],
  ['answers nothing', rows(''), /another shape/],
  ['has a row that is none', rows(`${REST}:9`, 'x'), /another shape/],
  [
    'sends the request elsewhere',
    (_, response) => response.writeHead(302, { location: `/elsewhere/${PREFIX}` }).end(),
    /redirect/,
  ],
  ['closes the connection', ({ socket }) => socket.destroy(), /SOCKET|ECONNRESET/],
])(
  'when the service %s, the password is taken, and one line says why',
  async (_, answer, reason) => {
    const { url, requests } = await service(answer)
    const { leaked, logged } = await checked(url)
    expect(leaked).toBe(false)
    expect(logged).toEqual([
      { event: 'breach_check_failed', reason: expect.stringMatching(reason) },
    ])
    expect(requests).toHaveLength(1)
    expect(JSON.stringify(logged)).not.toMatch(new RegExp(`${PREFIX}|${REST}|geese`, 'i'))
  },
)

test('when nothing listens there, the password is taken, and the log has the code', async () => {
  const { url } = await service(rows(''))
  servers.splice(0).forEach((server) => {
    server.close()
  })
  const { leaked, logged } = await checked(url)
  expect({ leaked, logged }).toEqual({
    leaked: false,
    logged: [{ event: 'breach_check_failed', reason: 'ECONNREFUSED' }],
  })
})

test.each<[string, RequestListener]>([
  ['does not begin', () => undefined],
  ['does not end', (_, response) => void response.write(`${REST}:9\r\n`)],
])('when the answer %s, the check ends after a second', async (_, answer) => {
  const { url } = await service(answer)
  const start = performance.now()
  const { leaked, logged } = await checked(url)
  expect(performance.now() - start).toBeGreaterThan(900)
  expect({ leaked, logged }).toEqual({
    leaked: false,
    logged: [{ event: 'breach_check_failed', reason: expect.stringMatching(/timeout/) }],
  })
})

test('when an answer has no end, it is left after 512 KiB, whatever it lists', async () => {
  let sent = 0
  const { url } = await service((_, response) => {
    const part = `${REST}:9\r\n`.repeat(500)
    const more = () => {
      while (!response.destroyed && response.write(part)) sent += part.length
    }
    response.on('drain', more)
    more()
  })
  const { leaked, logged } = await checked(url)
  expect(leaked).toBe(false)
  expect(logged).toMatchObject([{ reason: 'The answer is too long.' }])
  // What the sockets of both sides hold comes on top.
  expect(sent).toBeLessThan(16 * 1_024 * 1_024)
})

test('when a leaked password is chosen at sign-up, at a change or by a link, the answer is weak-password', async () => {
  const { url } = await service(rows(`${REST}:42`))
  const { at, caller } = await scene({ AUTH_BREACH_CHECK: url })
  const context = at(START)
  const { session, user } = await caller()
  const made = await createPasswordResetLink(context, user.email)
  if (typeof made === 'string') throw new Error(made)
  const token = made.link.split('#token=')[1] ?? ''
  const change = { currentPassword: PASSWORD, newPassword: LEAKED }
  for (const [path, answer] of [
    ['password', await signUp(context, { email: 'ada@example.com', password: LEAKED })],
    ['newPassword', await changePassword(context, { session, user }, change)],
    ['newPassword', await resetPassword(context, { token, newPassword: LEAKED })],
  ] as const) {
    const message = expect.stringContaining('leaked from other sites')
    expect(answer).toEqual({
      ok: false,
      code: 'weak-password',
      detail: message,
      errors: [{ path, message }],
    })
  }
  // The link was not used up by that.
  const other = await resetPassword(context, { token, newPassword: 'nine herons under the bridge' })
  expect(other).toMatchObject({ ok: true })
})
