import { expect, test } from 'vitest'
import { addressOf } from '../../scripts/lib/users/cursor.mjs'
import { accountLines, listLines, listNote } from '../../scripts/lib/users/words.mjs'

const createdAt = '2026-01-05T12:00:00.250Z'
const device = { browser: 'Firefox 140', system: 'Windows', network: '192.0.2.0/24' }

test('when accounts are listed, each has a line, and the lines are aligned', () => {
  const accounts = [
    { email: 'a@example.com', createdAt, emailVerifiedAt: null, disabledAt: null, sessions: 1 },
    {
      ...{ email: 'long@example.com', createdAt, emailVerifiedAt: createdAt },
      ...{ disabledAt: createdAt, sessions: 0 },
    },
  ]
  expect(listLines({ accounts })).toEqual([
    'a@example.com     created 2026-01-05 12:00:00 UTC, 1 session, not verified',
    'long@example.com  created 2026-01-05 12:00:00 UTC, 0 sessions, disabled since 2026-01-05 12:00:00 UTC',
  ])
  expect(listLines({ accounts: [] })).toEqual([])
})

test('when an address holds signs of a shell, the command for the next page holds none', () => {
  const address = "a&/tmp/x&`id`$(id)|;!%path%#'{}@e.example"
  const note = listNote({ accounts: [{ email: address }], next: address }, null)
  expect(note).toMatch(/^The next page: npm run users -- list --after=[A-Za-z0-9_]+[\w-]*$/)
  expect(addressOf(note.split('=')[1])).toBe(address)
})

test('when there are no accounts, or no more, people read so', () => {
  const none = { accounts: [], next: null }
  expect(listNote(none, null)).toBe('There are no accounts.')
  expect(listNote(none, 'z@example.com')).toBe('There are no more accounts.')
  expect(listNote({ accounts: [{ email: 'a@example.com' }], next: null }, null)).toBeUndefined()
})

test('when an account is shown, sessions and events say when, what and from where', () => {
  const account = {
    ...{ id: 'u-1', email: 'a@example.com', createdAt, emailVerifiedAt: createdAt },
    disabledAt: null,
    sessions: [{ ...device, lastUsedAt: createdAt }],
    events: [
      {
        ...device,
        type: 'sign-in-failed',
        createdAt,
        lastAt: '2026-01-05T12:30:00.000Z',
        count: 3,
      },
      { ...device, type: 'sign-up', createdAt, lastAt: null, count: 1, network: null },
    ],
  }
  expect(accountLines(account)).toEqual([
    'a@example.com',
    '  id        u-1',
    '  created   2026-01-05 12:00:00 UTC',
    '  verified  2026-01-05 12:00:00 UTC',
    '  disabled  no',
    '  1 session, the last used first',
    '    2026-01-05 12:00:00 UTC  Firefox 140 on Windows, 192.0.2.0/24',
    '  events, the newest first',
    '    2026-01-05 12:30:00 UTC  sign-in-failed (3 times)  Firefox 140 on Windows, 192.0.2.0/24',
    '    2026-01-05 12:00:00 UTC  sign-up  Firefox 140 on Windows',
  ])
})
