import { expect, test } from 'vitest'
import type { RevokedReason, TokenVersionReason } from '../../contract/end-reasons'
import { endReasonOf } from './end-reason-of-rows'

const reasonOf = (
  revokedReason: RevokedReason | null,
  tokenVersionReason: TokenVersionReason | null,
  behind: boolean,
) =>
  endReasonOf(
    { tokenVersion: 0, revokedReason },
    { tokenVersion: Number(behind), tokenVersionReason, disabledAt: null },
  )

test('when a user is disabled by hand, that is the reason, and an earlier end stays', () => {
  const user = { tokenVersion: 0, tokenVersionReason: null, disabledAt: 1 }
  expect(endReasonOf({ tokenVersion: 0, revokedReason: null }, user)).toBe('disabled')
  expect(endReasonOf({ tokenVersion: 0, revokedReason: 'replaced' }, user)).toBe('sign-in')
})

test.each([
  ['sign-out', 'sign-out'],
  ['replaced', 'sign-in'],
  ['ended-elsewhere', 'ended-elsewhere'],
  ['session-limit', 'session-limit'],
] as const)(
  'when a session ended by %s, its reason is %s, whatever happened later',
  (own, reason) => {
    expect(reasonOf(own, null, false)).toBe(reason)
    expect(reasonOf(own, 'password-change', true)).toBe(reason)
  },
)

test.each(['password-change', 'sign-out-everywhere', 'token-reuse', 'disabled'] as const)(
  'when %s ended all sessions, it is the reason of those before it and of none after',
  (reason) => {
    expect(reasonOf(null, reason, true)).toBe(reason)
    expect(reasonOf(null, reason, false)).toBeUndefined()
  },
)

test('when a reuse was found, the reason says whether all sessions ended or this one', () => {
  expect(reasonOf('reuse', 'token-reuse', true)).toBe('token-reuse')
  expect(reasonOf('reuse', null, false)).toBe('token-reuse-session')
})

test('when no reason was written, there is none', () => {
  expect(reasonOf(null, null, true)).toBeUndefined()
})

test('when a row gives a reason that this release does not know, none is given', () => {
  for (const unknown of ['mischief', 'constructor', '']) {
    expect(reasonOf(unknown as RevokedReason, null, false)).toBeUndefined()
    expect(reasonOf(null, unknown as TokenVersionReason, true)).toBeUndefined()
  }
})
