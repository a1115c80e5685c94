import { beforeEach, expect, test, vi } from 'vitest'
import { AuthFetchError, authFetch } from '../../lib/client/auth-fetch'
import { callApi } from '../../lib/client/call-api'
import { html, problem } from '../../lib/client/testing'
import type { CallFailure } from '../../lib/client/types'

vi.mock('../../lib/client/auth-fetch', async (original) => ({
  ...(await original<typeof import('../../lib/client/auth-fetch')>()),
  authFetch: vi.fn(),
}))

const fetching = vi.mocked(authFetch)

beforeEach(() => void vi.stubGlobal('navigator', { onLine: true }))

test('when the call succeeds, the result is the answer, its body unread', async () => {
  const response = Response.json({ a: 1 })
  fetching.mockResolvedValueOnce(response)
  expect(await callApi('/api/account/export', { method: 'GET' })).toEqual({ ok: true, response })
  expect(response.bodyUsed).toBe(false)
  expect(fetching).toHaveBeenCalledWith('/api/account/export', { method: 'GET' })
})

test.each([
  ['a problem', () => problem(404, 'not-found', { detail: 'Gone.' }), 'not-found'],
  ['a portal’s page', () => html(502), 'unexpected-answer'],
])('when the answer is %s, it is a failure to show', async (_name, answer, code) => {
  fetching.mockResolvedValueOnce(answer())
  expect(await callApi('/api/x')).toMatchObject({ ok: false, code, detail: expect.any(String) })
})

test('when nothing was sent, the failure names the reason', async () => {
  const failure: CallFailure = {
    ok: false,
    code: 'busy',
    detail: 'Busy.',
    errors: [],
    retryAfter: 1,
  }
  fetching.mockRejectedValueOnce(new AuthFetchError(failure))
  expect(await callApi('/api/x')).toEqual(failure)
})

test.each([
  [new DOMException('Too long.', 'TimeoutError'), true, 'timeout'],
  [new TypeError('Failed to fetch'), true, 'unreachable'],
  [new TypeError('Failed to fetch'), false, 'offline'],
])('when there is %s (online: %s), the failure is %s', async (error, onLine, code) => {
  vi.stubGlobal('navigator', { onLine })
  fetching.mockRejectedValueOnce(error)
  expect(await callApi('/api/x')).toMatchObject({ ok: false, code })
})
