/** Runs alone: what has been logged within the last minute decides what is logged now. */
import { beforeEach, expect, test, vi } from 'vitest'
import { failure } from '../../lib/contract/errors'
import { noteBearer, noteCookie } from '../../lib/http/refused'

// Runs alone: the sampling counts what other tests of a process have been refused.
const lines: Record<string, unknown>[] = []
beforeEach(() => {
  lines.length = 0
  vi.spyOn(console, 'warn').mockImplementation((line: string) => void lines.push(JSON.parse(line)))
})

const device = { ip: '203.0.113.77' }

test('when a bearer token or a refresh cookie cannot be ours, the log has it, with the network alone', () => {
  noteBearer(failure('invalid-token'), device)
  noteCookie(failure('invalid-token'), device)
  expect(lines).toEqual([
    expect.objectContaining({ event: 'authn_token_forged', ip: '203.0.113.0/24' }),
    expect.objectContaining({ event: 'authn_cookie_forged', ip: '203.0.113.0/24' }),
  ])
})

test('when an honest client is refused, nothing is logged', () => {
  noteBearer({ ok: true }, device)
  noteBearer(failure('no-session'), device)
  noteBearer({ ...failure('invalid-token'), expired: true }, device)
  noteCookie({ ok: true }, device)
  noteCookie(failure('session-expired'), device)
  expect(lines).toEqual([])
})
