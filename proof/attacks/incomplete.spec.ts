/** An incomplete message is not acted upon (RFC 9112 section 8). */

import { once } from 'node:events'
import { connect } from 'node:net'
import type { App } from '../../e2e/support/app'
import { cookiePair } from '../../e2e/support/cookie'
import type { AppDatabase } from '../../e2e/support/database'
import { everyOperation } from '../../e2e/support/operations'
import { newPerson, type SignedIn, signIn, signUpAndIn } from '../../e2e/support/people'
import { expect, test } from '../../e2e/support/test'
import { features } from '../../features'
import { chunk, sendRaw } from '../support/raw'

const NEW_PASSWORD = 'another long walk 37'

/** Each route of the core that changes something, with a body on which it would. */
const ROUTES: [line: string, body: (someone: SignedIn, database: AppDatabase) => object][] = [
  ['POST /api/auth/sign-up', () => newPerson()],
  ['POST /api/auth/login', ({ person }) => person],
  [
    'POST /api/auth/reset-password',
    ({ user }, database) => ({
      token: database.passwordResetToken(user.id),
      newPassword: NEW_PASSWORD,
    }),
  ],
  ['POST /api/auth/step-up', ({ person: { password } }) => ({ password })],
  [
    'POST /api/auth/change-password',
    ({ person }) => ({ currentPassword: person.password, newPassword: NEW_PASSWORD }),
  ],
  ['POST /api/auth/refresh', () => ({})],
  ['POST /api/auth/logout', () => ({})],
  ['POST /api/auth/logout-all', () => ({})],
  ['DELETE /api/account/sessions', () => ({})],
  ['DELETE /api/account/sessions/OTHER', () => ({})],
]

/** The ways to break off after valid JSON has come: what the head says of the body, and the body. */
const BREAKS: [title: string, head: string, body: (json: string) => string][] = [
  ['no last chunk', 'Transfer-Encoding: chunked', (json) => chunk(json)],
  ['half a chunk', 'Transfer-Encoding: chunked', (json) => `1000\r\n${json}`],
  ['a length that is not reached', 'Content-Length: 1000', (json) => json],
]

/** Sends it, ends this side of the connection, and waits until the server has ended its own. */
async function breakOff(app: App, message: string, how: 'end' | 'reset'): Promise<void> {
  const socket = connect(app.port, '127.0.0.1')
  socket.on('error', () => undefined).resume()
  await once(socket, 'connect')
  await new Promise<void>((resolve) => {
    socket.write(message, () => resolve())
  })
  if (how === 'end') socket.end()
  else socket.resetAndDestroy()
  if (!socket.closed) await once(socket, 'close')
}

const stateOf = (database: AppDatabase, { user, person }: SignedIn) => ({
  user: database.user(person.email),
  sessions: database.sessionsOf(user.id),
  events: database.eventsOf(user.id),
})

test('when a body breaks off, nothing that it asks for happens, and when it is complete, it does', async ({
  app,
  database,
}) => {
  // What a feature adds reads its body by the same function.
  const added = features.flatMap(({ operations = [] }) => operations.map(({ path }) => path))
  const changing = (await everyOperation(app)).filter(
    ({ method, path }) => method !== 'GET' && !added.includes(path),
  )
  const lines = changing.map(({ method, path }) => `${method} ${path.replace('{id}', 'OTHER')}`)
  expect(ROUTES.map(([line]) => line).sort()).toEqual(lines.sort())
  const people = database.native.prepare('SELECT count(*) AS n FROM users')
  for (const [line, bodyOf] of ROUTES) {
    const someone = await signUpAndIn(app)
    const other = await signIn(app, someone.person)
    const state = () => ({ state: stateOf(database, someone), people: people.get() })
    const before = state()
    const json = JSON.stringify(bodyOf(someone, database))
    const message = (length: string, body: string) =>
      [
        `${line.replace('OTHER', other.sessionId)} HTTP/1.1`,
        `Host: 127.0.0.1:${app.port}`,
        'Connection: close',
        `Authorization: Bearer ${someone.accessToken}`,
        `Cookie: ${cookiePair(app.url, someone.refreshToken)}`,
        'Content-Type: application/json',
        length,
        '',
        body,
      ].join('\r\n')
    for (const [title, length, body] of BREAKS) {
      // The second is over before the server has answered, so it is looked at with the next.
      for (const how of ['reset', 'end'] as const) {
        await breakOff(app, message(length, body(json)), how)
      }
      expect(state(), `${line}: ${title}`).toEqual(before)
    }
    const answer = await sendRaw(app, [message(`Content-Length: ${json.length}`, json)])
    expect(answer.status, line).toBeLessThan(300)
    expect(state(), `${line}: complete`).not.toEqual(before)
  }
})
