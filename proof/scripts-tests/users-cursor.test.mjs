import { expect, test } from 'vitest'
import { addressOf, cursorOf } from '../../scripts/lib/users/cursor.mjs'

test.each([
  'a@e.example',
  '-x@e.example',
  '~~~@e.example',
  'ü>?@e.example',
  '\u{10ffff}@e.example',
])(
  'when a cursor is made of %j, no shell and no option reads it otherwise, and it leads back',
  (address) => {
    expect(cursorOf(address)).toMatch(/^\w[\w-]*$/)
    expect(addressOf(cursorOf(address))).toBe(address)
  },
)

test.each([
  '',
  'a@e.example',
  'list',
  `${cursorOf('a@e.example')}=`,
  cursorOf('a@e.example').slice(1),
])('when %j is typed as a cursor, it leads nowhere', (text) => expect(addressOf(text)).toBeNull())
