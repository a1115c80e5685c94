/** An incomplete message is not acted upon (RFC 9112 section 8). */

import { once } from 'node:events'
import { connect } from 'node:net'
import type { App } from '../../e2e/support/app'
import { cookiePair } from '../../e2e/support/cookie'
import { allDelivered } from '../../e2e/support/mails'
import { bodyOf, everyOperation, linkOf, ownId } from '../../e2e/support/operations'
import { signIn, signUpAndIn } from '../../e2e/support/people'
import { chunk, sendRaw } from '../../e2e/support/raw'
import { me } from '../../e2e/support/sessions'
import { expect, test } from '../../e2e/support/test'

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

test('when a body breaks off, nothing that it asks for happens, and when it is complete, it does', async ({
  app,
  database,
}) => {
  const operations = await everyOperation(app)
  for (const described of operations.filter(({ method }) => method !== 'GET')) {
    const { method, path } = described
    const who = await signUpAndIn(app)
    const id = await ownId(who, path, operations)
    // Another session, for what ends the others. The first use of one is noted.
    await signIn(app, who.person)
    await me(who)
    const link = await linkOf({ app, database }, { described, who })
    await allDelivered(app)
    const json = JSON.stringify({ ...bodyOf({ described, who }), ...link })
    const line = `${method} ${path.replace('{id}', id)}`
    const message = (length: string, body: string) =>
      [
        `${line} HTTP/1.1`,
        `Host: 127.0.0.1:${app.port}`,
        'Connection: close',
        `Authorization: Bearer ${who.accessToken}`,
        `Cookie: ${cookiePair(app.url, who.refreshToken)}`,
        'Content-Type: application/json',
        length,
        '',
        body,
      ].join('\r\n')
    const before = database.rows()
    for (const [title, length, body] of BREAKS) {
      // The second is over before the server has answered, so it is looked at with the next.
      for (const how of ['reset', 'end'] as const) {
        await breakOff(app, message(length, body(json)), how)
      }
      expect(database.rows(), `${line}: ${title}`).toEqual(before)
    }
    const answer = await sendRaw(app, [message(`Content-Length: ${json.length}`, json)])
    expect(answer.status, line).toBeLessThan(300)
    expect(database.rows(), `${line}: complete`).not.toEqual(before)
  }
})
