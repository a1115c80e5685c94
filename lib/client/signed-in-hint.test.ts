import { runInNewContext } from 'node:vm'
import { expect, test, vi } from 'vitest'
import { HINT_COOKIE } from '../brand'
import { HINT_SCRIPT, hasHint } from './signed-in-hint'

test.each([
  ['http:', '3000', `${HINT_COOKIE}_3000=1`, true],
  ['http:', '3000', `theme=dark; ${HINT_COOKIE}_3000=1; lang=en`, true],
  ['http:', '', `${HINT_COOKIE}_80=1`, true],
  ['https:', '', `__Host-${HINT_COOKIE}=1`, true],
  ['https:', '8443', `__Host-${HINT_COOKIE}=1`, true],
  ['http:', '3000', '', false],
  ['http:', '3000', `${HINT_COOKIE}_3001=1`, false],
  ['http:', '3000', `${HINT_COOKIE}_30000=1`, false],
  ['http:', '3000', `x${HINT_COOKIE}_3000=1`, false],
  ['http:', '3000', `${HINT_COOKIE}_3000=`, false],
  ['http:', '3000', `${HINT_COOKIE}_3000=12`, false],
  ['http:', '3000', `__Host-${HINT_COOKIE}=1`, false],
  ['https:', '', `${HINT_COOKIE}_443=1`, false],
])(
  'when %s, port %j has the cookies %j, the hint is %s in the page and in the script of its head',
  (protocol, port, cookie, is) => {
    const location = { protocol, port }
    expect(hasHint({ document: { cookie }, location })).toBe(is)
    const setAttribute = vi.fn()
    runInNewContext(HINT_SCRIPT, {
      document: { cookie, documentElement: { setAttribute } },
      location,
    })
    expect(setAttribute.mock.calls).toEqual(is ? [['data-signed-in', '']] : [])
  },
)

test('when the script stands in HTML, it needs no escaping', () => {
  expect(HINT_SCRIPT).not.toMatch(/[<\n]/)
})
