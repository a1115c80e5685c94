import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Client } from '../../e2e/support/client'
import { Description, type Document } from '../../e2e/support/openapi'
import { expect, test } from '../../e2e/support/test'
import { PROBLEM_TYPE, REFRESH_COOKIE } from '../../lib/brand'
import { exampleOf } from '../../lib/contract/example'
import { userSchema } from '../../lib/contract/user'

const documentOf = async (app: { url: string }) =>
  (await new Client(app).get('/api/openapi.json')).json<Document>()

type Place = {
  at: string[]
  media: { example?: unknown; examples?: Record<string, { value: unknown }> }
}

/** Every request and response body of the document, with its place in it. */
function mediaOf({ paths }: Document): Place[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { requestBody, responses }]) => {
      const bodies = { requestBody, ...responses }
      return Object.entries(bodies).flatMap(([name, body]) =>
        Object.entries(body?.content ?? {}).map(([type, media]) => {
          const within = name === 'requestBody' ? [name] : ['responses', name]
          return { at: ['paths', path, method, ...within, 'content', type], media }
        }),
      )
    }),
  )
}

test('when a body is described, its examples are there and its schema allows them', async ({
  app,
}) => {
  const document = await documentOf(app)
  const description = new Description(document)
  const wrong = mediaOf(document).flatMap(({ at, media: { example, examples = {} } }) => {
    const values = Object.values(examples).map(({ value }) => value)
    if (example !== undefined) values.push(example)
    if (values.length === 0) return [`${at.join(' ')}: no example`]
    return values.flatMap((value) => description.validate([...at, 'schema'], value))
  })
  expect(wrong).toEqual([])
})

test('when an answer differs from the document, the client of the tests throws', async ({
  app,
}) => {
  const document = await documentOf(app)
  const problem = {
    type: `${PROBLEM_TYPE}no-session`,
    title: 'No session',
    status: 401,
    detail: 'No one is signed in here.',
    code: 'no-session',
  }
  const user = exampleOf(userSchema)
  let reply = { status: 200, type: 'application/json', headers: {}, body: {} as object }
  const server = createServer((request, response) => {
    const isDocument = request.url === '/api/openapi.json'
    const { status, type, headers, body } = isDocument
      ? { status: 200, type: 'application/json', headers: {}, body: document }
      : reply
    response.writeHead(status, { 'Cache-Control': 'no-store', ...headers, 'Content-Type': type })
    response.end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  const client = new Client({ url: `http://127.0.0.1:${port}` })
  const right = { status: 200, type: 'application/json', headers: {}, body: { user } }
  const challenge = { 'WWW-Authenticate': 'Bearer' }
  const refusal = {
    status: 401,
    type: 'application/problem+json',
    headers: challenge,
    body: problem,
  }
  for (reply of [right, refusal]) await client.get('/api/me')
  const wrong: [typeof reply, RegExp][] = [
    [{ ...right, status: 202 }, /202 is not described/],
    [{ ...right, type: 'text/html' }, /content type/],
    [{ ...right, headers: { 'Cache-Control': 'public' } }, /Cache-Control/],
    [{ ...right, headers: { 'Retry-After': '1' } }, /retry-after is not described/],
    [{ ...right, headers: { 'Set-Cookie': `${REFRESH_COOKIE}_3000=x; Path=/` } }, /set-cookie/],
    [{ ...right, body: { user: { ...user, id: 1 } } }, /must be string/],
    [{ ...right, body: { user: { ...user, passwordHash: 'x' } } }, /must NOT have additional/],
    [{ ...right, body: { user, more: 1 } }, /must NOT have additional/],
    [{ ...refusal, headers: {} }, /no header WWW-Authenticate/],
    [{ ...refusal, body: { ...problem, code: 'weak-password' } }, /allowed values/],
    [{ ...refusal, body: { ...problem, stack: 'x' } }, /must NOT have additional/],
  ]
  for (const [one, complaint] of wrong) {
    reply = one
    await expect(client.get('/api/me'), String(complaint)).rejects.toThrow(complaint)
  }
  server.close()
})
