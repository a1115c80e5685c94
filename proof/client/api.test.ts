import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { post } from '../../lib/client/api'
import { html, problem, settle } from '../../lib/client/testing'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const answering = (response: Response) => ({
  fetch: vi.fn(async (_path: string, _init: RequestInit) => response),
  isOnline: () => true,
})

/** Never answers by itself; rejects when aborted, as `fetch` does. */
const silent = {
  fetch: vi.fn(
    (_path: string, init: RequestInit) =>
      new Promise<Response>((_resolve, reject) => {
        init.signal?.addEventListener('abort', () => reject(new DOMException('', 'AbortError')))
      }),
  ),
  isOnline: () => true,
}

test('when a body is sent, it is JSON to this origin, without redirects or a cache', async () => {
  const deps = answering(Response.json({ ok: 1 }))
  await post(deps, '/api/auth/login', { body: { email: 'a' } })
  const [path, init] = deps.fetch.mock.calls[0]!
  expect(path).toBe('/api/auth/login')
  expect(init).toMatchObject({
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"email":"a"}',
    credentials: 'same-origin',
    mode: 'same-origin',
    redirect: 'error',
    cache: 'no-store',
    keepalive: false,
  })
})

test('when there is no body, there is no content type, and keepalive is passed on', async () => {
  const deps = answering(new Response(null, { status: 204 }))
  await post(deps, '/api/auth/logout', { keepalive: true })
  expect(deps.fetch.mock.calls[0]![1]).toMatchObject({ headers: {}, body: null, keepalive: true })
})

test('when there is an access token, it goes into its header', async () => {
  const deps = answering(new Response(null, { status: 204 }))
  await post(deps, '/api/auth/logout-all', { token: 'a.b.c' })
  expect(deps.fetch.mock.calls[0]![1].headers).toEqual({ authorization: 'Bearer a.b.c' })
})

test('when the answer is JSON, a problem document or neither, it is read as that', async () => {
  expect(await post(answering(Response.json({ a: 1 })), '/')).toEqual({
    kind: 'answer',
    status: 200,
    body: { a: 1 },
    problem: null,
    retryAfter: null,
    outbox: null,
  })
  const busy = problem(503, 'busy', { detail: 'Busy.', headers: { 'retry-after': '2' } })
  expect(await post(answering(busy), '/')).toEqual({
    kind: 'answer',
    status: 503,
    body: null,
    problem: { code: 'busy', detail: 'Busy.', errors: [], reason: null },
    retryAfter: 2,
    outbox: null,
  })
  expect(await post(answering(html(200)), '/')).toMatchObject({ body: null, problem: null })
  const empty = answering(new Response(null, { status: 204 }))
  expect(await post(empty, '/')).toMatchObject({ status: 204, body: null })
})

test('when a problem has another content type, it is none', async () => {
  const portal = Response.json({ code: 'no-session' }, { status: 401 })
  expect(await post(answering(portal), '/')).toMatchObject({ status: 401, problem: null })
})

test('when the JSON is broken, it is an answer without a body', async () => {
  const broken = new Response('{"a":', { headers: { 'content-type': 'application/json' } })
  expect(await post(answering(broken), '/')).toMatchObject({ status: 200, body: null })
})

test('when the network fails, it is offline or unreachable, as the browser sees it', async () => {
  const fetch = () => Promise.reject(new TypeError('Failed to fetch'))
  const call = (online: boolean) => post({ fetch, isOnline: () => online }, '/')
  expect(await call(true)).toEqual({ kind: 'no-answer', why: 'unreachable' })
  expect(await call(false)).toEqual({ kind: 'no-answer', why: 'offline' })
})

test('when no answer comes, the call gives up after ten seconds, or the time asked for', async () => {
  const answers: unknown[] = []
  void post(silent, '/').then((answer) => answers.push(answer))
  await vi.advanceTimersByTimeAsync(9_999)
  expect(answers).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(answers).toEqual([{ kind: 'no-answer', why: 'timeout' }])

  void post(silent, '/', { timeout: 20_000 }).then((answer) => answers.push(answer))
  await vi.advanceTimersByTimeAsync(19_999)
  expect(answers).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(answers).toHaveLength(2)
})

test('when a body never ends, the time-out covers it', async () => {
  const deps = {
    isOnline: () => true,
    async fetch(_path: string, init: RequestInit) {
      const stalled = new ReadableStream({
        start(stream) {
          init.signal?.addEventListener('abort', () =>
            stream.error(new DOMException('', 'AbortError')),
          )
        },
      })
      return new Response(stalled, { headers: { 'content-type': 'application/json' } })
    },
  }
  const answer = post(deps, '/')
  await vi.advanceTimersByTimeAsync(10_000)
  expect(await answer).toEqual({ kind: 'no-answer', why: 'timeout' })
})

test('when its signal is aborted, a call is cut off, and never starts after that', async () => {
  const controller = new AbortController()
  const answer = post(silent, '/', { signal: controller.signal })
  controller.abort()
  expect(await answer).toEqual({ kind: 'no-answer', why: 'aborted' })

  silent.fetch.mockClear()
  expect(await post(silent, '/', { signal: controller.signal })).toMatchObject({ why: 'aborted' })
  expect(silent.fetch).not.toHaveBeenCalled()
})

test('when a call is over, no timer is left', async () => {
  await post(answering(Response.json({})), '/')
  await settle()
  expect(vi.getTimerCount()).toBe(0)
})
