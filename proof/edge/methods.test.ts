import { NextRequest } from 'next/server'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { config } from '../../lib/config/config'
import { failure } from '../../lib/contract/errors'
import { methods } from '../../lib/http/methods'
import { json, problem } from '../../lib/http/problem'
import { log } from '../../lib/log/log'

const ORIGIN = 'https://app.example.com'
vi.stubEnv('AUTH_SECRET', '9vXk2mQe7Jr0ZbW4nLhT6yUcA1sDfGpO8iKxNzBvC3w')
vi.stubEnv('APP_URL', ORIGIN)
config()

log.level = 'silent'

const handler = vi.fn<(request: NextRequest) => Response | Promise<Response>>(() =>
  json(200, { done: true }),
)
beforeEach(() => {
  handler.mockClear()
})

const ALL = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
type Exported = ReturnType<typeof methods>

function call(route: Exported, method: keyof Exported, headers: Record<string, string> = {}) {
  return route[method](new NextRequest(`${ORIGIN}/api/x`, { method, headers }))
}
const everything = methods(Object.fromEntries(ALL.map((method) => [method, handler])))

describe('a method that a route does not have', () => {
  const route = methods({ GET: handler, POST: handler })

  test.each(['PUT', 'PATCH', 'DELETE'] as const)(
    'when it is %s, the answer is 405 with Allow',
    async (method) => {
      const response = await call(route, method)
      expect(response.status).toBe(405)
      expect(response.headers.get('allow')).toBe('GET, POST, HEAD, OPTIONS')
      expect(response.headers.get('content-type')).toBe('application/problem+json')
      expect(handler).not.toHaveBeenCalled()
    },
  )

  test('when there is no GET, Allow does not name HEAD', async () => {
    const response = await call(methods({ DELETE: handler }), 'HEAD')
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('DELETE, OPTIONS')
  })

  test('when it comes from another origin, the answer is 405 too: it holds no secret', async () => {
    const response = await call(route, 'PUT', { origin: 'https://evil.example' })
    expect(response.status).toBe(405)
  })
})

test('when the method is HEAD, the handler of GET answers', async () => {
  expect((await call(methods({ GET: handler }), 'HEAD')).status).toBe(200)
  expect(handler).toHaveBeenCalledOnce()
})

test('when the method is OPTIONS, the answer lists the methods and allows no other origin', async () => {
  const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' }
  const response = await call(methods({ POST: handler }), 'OPTIONS', headers)
  expect(response.status).toBe(204)
  expect(response.headers.get('allow')).toBe('POST, OPTIONS')
  expect(response.headers.get('cache-control')).toBe('no-store')
  const granted = [...response.headers.keys()].filter((name) => name.startsWith('access-control'))
  expect(granted).toEqual([])
  expect(handler).not.toHaveBeenCalled()
})

describe('a request of another origin', () => {
  test.each(['POST', 'PUT', 'PATCH', 'DELETE'] as const)(
    'when it is %s, the answer is 403 and the handler is not called',
    async (method) => {
      for (const headers of [
        { origin: 'https://evil.example' },
        { origin: 'null' },
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site', origin: ORIGIN },
      ]) {
        const response = await call(everything, method, headers as Record<string, string>)
        expect(response.status).toBe(403)
        expect(await response.json()).toMatchObject({ code: 'cross-origin' })
      }
      expect(handler).not.toHaveBeenCalled()
    },
  )

  test('when its media type is wrong too, the answer is 403', async () => {
    const headers = { origin: 'null', 'content-length': '3', 'content-type': 'text/plain' }
    expect((await call(everything, 'POST', headers)).status).toBe(403)
  })

  test.each(['GET', 'HEAD'] as const)('when it is %s, it may come from a link', async (method) => {
    const response = await call(everything, method, { 'sec-fetch-site': 'cross-site' })
    expect(response.status).toBe(200)
  })
})

describe('a body that is not JSON', () => {
  test.each(['POST', 'PUT', 'PATCH', 'DELETE'] as const)(
    'when the method is %s, the answer is 415 and the handler is not called',
    async (method) => {
      for (const type of [
        'text/plain',
        'application/x-www-form-urlencoded',
        'multipart/form-data',
      ]) {
        const headers = { 'content-length': '3', 'content-type': type }
        const response = await call(everything, method, headers)
        expect(response.status).toBe(415)
        expect(await response.json()).toMatchObject({ code: 'unsupported-media-type' })
      }
      const untyped = await call(everything, method, { 'transfer-encoding': 'chunked' })
      expect(untyped.status).toBe(415)
      expect(handler).not.toHaveBeenCalled()
    },
  )

  test('when there is no body, no type is needed', async () => {
    expect((await call(everything, 'POST')).status).toBe(200)
    expect((await call(everything, 'POST', { 'content-length': '0' })).status).toBe(200)
  })
})

describe('an error of the handler', () => {
  const SECRETS = ['password_hash', '/srv/app/db.ts', 'SELECT', 'SQLITE', 'hunter2']
  const posting = methods({ POST: handler })
  const withCode = (code: string, message = 'SELECT password_hash … hunter2') =>
    Object.assign(new Error(message), { code })
  const wrapped = (cause: unknown) => new Error('Failed query: SELECT … params: hunter2', { cause })

  test.each<[string, unknown, number, string]>([
    ['an error', new Error('SELECT password_hash at /srv/app/db.ts'), 500, 'internal-error'],
    ['a text', 'hunter2', 500, 'internal-error'],
    ['nothing', undefined, 500, 'internal-error'],
    ['null', null, 500, 'internal-error'],
    ['an error of the database', withCode('SQLITE_CORRUPT'), 500, 'internal-error'],
    ['the same in a query error', wrapped(withCode('SQLITE_CORRUPT')), 500, 'internal-error'],
    ['a full disk', wrapped(withCode('SQLITE_FULL')), 503, 'busy'],
    ['a busy database', withCode('SQLITE_BUSY'), 503, 'busy'],
    ['a busy snapshot', withCode('SQLITE_BUSY_SNAPSHOT'), 503, 'busy'],
    ['a busy one in a query error', wrapped(withCode('SQLITE_BUSY')), 503, 'busy'],
    ['a code that is no text', withCode(5 as unknown as string), 500, 'internal-error'],
  ])(
    'when it is %s, the answer is a problem document without internals',
    async (_, thrown, status, code) => {
      for (const failing of [
        () => {
          throw thrown
        },
        () => Promise.reject(thrown),
      ]) {
        handler.mockImplementationOnce(failing)
        const response = await call(posting, 'POST')
        expect(response.status).toBe(status)
        expect(response.headers.get('content-type')).toBe('application/problem+json')
        expect(response.headers.get('retry-after')).toBe(status === 503 ? '1' : null)
        expect(response.headers.get('set-cookie')).toBeNull()
        const text = await response.text()
        expect(JSON.parse(text)).toMatchObject({ code })
        for (const secret of SECRETS) expect(text).not.toContain(secret)
      }
    },
  )

  test('when it is a query error, the log has its cause and not the parameters', async () => {
    const cause = withCode('SQLITE_FULL', 'database or disk is full')
    const logged = vi.spyOn(log, 'error')
    handler.mockRejectedValueOnce(wrapped(cause))
    await call(posting, 'POST')
    expect(logged.mock.calls).toEqual([[{ event: 'request_failed', error: cause }]])
  })
})

test('when the handler refuses, its answer is passed on', async () => {
  handler.mockReturnValueOnce(problem(failure('forbidden')))
  expect((await call(everything, 'POST')).status).toBe(403)
})
