import { describe, expect, it } from 'vitest'
import type { CallFailure } from '@/lib/client/types'
import { connectionInWords, deviceName, durationInWords, failureInWords } from './words'

describe('durationInWords', () => {
  it.each([
    [0, '1 second'],
    [1, '1 second'],
    [1.2, '2 seconds'],
    [59, '59 seconds'],
    [60, '1 minute'],
    [90, '90 seconds'],
    [121, '3 minutes'],
    [900, '15 minutes'],
    [3_600, '1 hour'],
    [5_400, '90 minutes'],
    [86_400, '1 day'],
    [604_800, '7 days'],
  ])('when it is %d seconds, is %s', (seconds, words) => {
    expect(durationInWords(seconds)).toBe(words)
  })
})

describe('deviceName', () => {
  it.each([
    [{ browser: 'Firefox 140', system: 'Windows' }, 'Firefox 140 on Windows'],
    [{ browser: 'Chrome 150', system: 'Unknown system' }, 'Chrome 150'],
    [{ browser: 'Unknown browser', system: 'Unknown system' }, 'Unknown browser'],
  ])('when the device is %j, is %s', (device, name) => {
    expect(deviceName(device)).toBe(name)
  })
})

describe('failureInWords', () => {
  const failure = (code: CallFailure['code'], retryAfter: number | null = null): CallFailure => ({
    ok: false,
    code,
    detail: 'What the server says.',
    errors: [],
    retryAfter,
  })

  it('when there were too many, shows how long to wait', () => {
    expect(failureInWords(failure('too-many-requests', 120))).toBe(
      'What the server says. The wait is 2 minutes.',
    )
    expect(failureInWords(failure('too-many-requests'))).toBe('What the server says.')
  })

  it.each(['invalid-credentials', 'busy', 'offline'] as const)(
    'when the code is %s, passes the detail on',
    (code) => {
      expect(failureInWords(failure(code, 3))).toBe('What the server says.')
    },
  )
})

describe('connectionInWords', () => {
  it('when all is well, is null', () => {
    expect(connectionInWords({ connection: 'ok', status: 'signed-in' })).toBeNull()
  })

  it.each(['offline', 'rate-limited', 'unreachable'] as const)(
    'when the connection is %s, promises to stay signed in only to signed-in users',
    (connection) => {
      expect(connectionInWords({ connection, status: 'signed-in' })).toContain('You stay signed in')
      expect(connectionInWords({ connection, status: 'signed-out' })).not.toContain('signed in')
    },
  )
})
