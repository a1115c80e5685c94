import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Validator } from '@seriousme/openapi-schema-validator'
import { PROBLEM_TYPE, REFRESH_COOKIE } from '../../lib/brand'
import { exampleOf } from '../../lib/contract/example'
import { userSchema } from '../../lib/contract/user'
import { Client } from '../support/client'
import { cookieName } from '../support/cookie'
import { Description, type Document } from '../support/openapi'
import { signUpAndIn } from '../support/people'
import { methodsOf, routesOfBuild } from '../support/routes'
import { expect, test } from '../support/test'

/** Answers whatever has no route: it is what is not there, so nothing describes it. */
const CATCH_ALL = '/api/[[...path]]'

async function documentOf(app: { url: string }): Promise<Document> {
  const answer = await new Client(app).send('GET', '/api/openapi.json')
  expect(answer.status).toBe(200)
  expect(answer.headers['content-type']).toBe('application/json')
  return answer.json<Document>()
}

test('the document is OpenAPI 3.1, and every reference in it leads somewhere', async ({ app }) => {
  const document = await documentOf(app)
  const validator = new Validator()
  const result = await validator.validate(document)
  expect(result.errors ?? []).toEqual([])
  expect({ valid: result.valid, version: validator.version }).toEqual({
    valid: true,
    version: '3.1',
  })
  const references = JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)
  for (const [, pointer = ''] of references) {
    expect(document, pointer).toHaveProperty(pointer.split('/'))
  }
})

test('its examples are what its schemas allow', async ({ app }) => {
  expect(new Description(await documentOf(app)).wrongExamples()).toEqual([])
})

test('it is the same at every start, but for the origin and the cookie', async ({
  app,
  startApp,
}) => {
  const unset = await documentOf(app)
  const another = await startApp()
  const again = JSON.stringify(await documentOf(another))
  expect(again.replace(cookieName(another), cookieName(app))).toBe(JSON.stringify(unset))
  expect(unset.servers).toEqual([{ url: '/' }])
  expect(unset.components.securitySchemes.refreshCookie?.name).toBe(cookieName(app))

  const set = await documentOf(await startApp({ env: { APP_URL: 'https://app.example.com' } }))
  expect(set.servers).toEqual([{ url: 'https://app.example.com' }])
  expect(set.components.securitySchemes.refreshCookie?.name).toBe(`__Host-${REFRESH_COOKIE}`)
  expect(set.paths).toEqual(unset.paths)
})

test('it has every route of the build with every method, and no other', async ({ app }) => {
  const someone = await signUpAndIn(app)
  const routes: string[] = []
  for (const path of routesOfBuild().handlers.filter((path) => path !== CATCH_ALL)) {
    const template = path.replaceAll('[', '{').replaceAll(']', '}')
    for (const method of await methodsOf(someone, path)) routes.push(`${method} ${template}`)
  }
  const { paths } = await documentOf(app)
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
  expect(described.sort()).toEqual(routes.sort())
})

test('a client of these tests holds every answer against the document', async ({ app }) => {
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
