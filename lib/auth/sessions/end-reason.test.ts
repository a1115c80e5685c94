import { expect, test } from 'vitest'
import type { RevokedReason, TokenVersionReason } from '../../contract/end-reasons'
import { endReasonOf } from './end-reason'

const told = (
  revokedReason: RevokedReason | null,
  tokenVersionReason: TokenVersionReason | null,
  behind: boolean,
) =>
  endReasonOf(
    { tokenVersion: 0, revokedReason },
    { tokenVersion: Number(behind), tokenVersionReason, disabledAt: null },
  )

test('when a user is disabled by hand, that is told, and no end before it is lost', () => {
  const user = { tokenVersion: 0, tokenVersionReason: null, disabledAt: 1 }
  expect(endReasonOf({ tokenVersion: 0, revokedReason: null }, user)).toBe('disabled')
  expect(endReasonOf({ tokenVersion: 0, revokedReason: 'replaced' }, user)).toBe('sign-in')
})

test.each([
  ['sign-out', 'sign-out'],
  ['replaced', 'sign-in'],
  ['ended-elsewhere', 'ended-elsewhere'],
  ['session-limit', 'session-limit'],
] as const)('%s is told as %s, whatever happened later', (own, reason) => {
  expect(told(own, null, false)).toBe(reason)
  expect(told(own, 'password-change', true)).toBe(reason)
})

test.each(['password-change', 'sign-out-everywhere', 'token-reuse', 'disabled'] as const)(
  '%s ends a session that is behind it, and none that began later',
  (reason) => {
    expect(told(null, reason, true)).toBe(reason)
    expect(told(null, reason, false)).toBeUndefined()
  },
)

test('a reuse says whether it ended everything or this session alone', () => {
  expect(told('reuse', 'token-reuse', true)).toBe('token-reuse')
  expect(told('reuse', null, false)).toBe('token-reuse-session')
})

test('where nobody has noted why, nothing is told', () => {
  expect(told(null, null, true)).toBeUndefined()
})
