import { describe, expect, test } from 'vitest'
import { countCharacters } from './characters'
import { credentialsInput, passwordChangeInput, stepUpInput } from './inputs'

const password = 'correct horse battery'
const parse = (input: unknown) => credentialsInput.safeParse(input)

/** The messages of a refused input, by field. */
function messages(input: unknown): Record<string, string[]> {
  const { error } = parse(input)
  const found: Record<string, string[]> = {}
  for (const { path, message } of error?.issues ?? []) {
    const field = path.join('.')
    found[field] = [...(found[field] ?? []), message]
  }
  return found
}

describe('an address', () => {
  test('when it is typed in another spelling, it is taken as it is stored', () => {
    const email = '\u200b Ada@MÜNCHEN.de'
    expect(parse({ email, password }).data?.email).toBe('ada@xn--mnchen-3ya.de')
  })

  test.each(['ada@', 'a b@example.com', `${'a'.repeat(300)}@example.com`, '   '])(
    'when %j is refused, there is one message',
    (email) => {
      expect(messages({ email, password }).email).toHaveLength(1)
    },
  )

  test.each<unknown>([undefined, null, 1, true, {}, { toString: 'x' }, ''])(
    'when it is %j, it is missing',
    (email) => {
      expect(messages({ email, password }).email?.[0]).toBe('Enter your email address.')
    },
  )
})

describe('a password', () => {
  test.each(['x', ' ', ' blanks stay ', 'ñandú', '\u0000', '🔑'.repeat(256), 'é'.repeat(256)])(
    'when it is %j, it is taken exactly as it is',
    (given) => {
      expect(parse({ email: 'ada@example.com', password: given }).data?.password).toBe(given)
    },
  )

  test.each(['x'.repeat(257), '🔑'.repeat(257), 'x'.repeat(16_000)])(
    'when it has more than 256 characters, it is refused',
    (given) => {
      expect(messages({ email: 'ada@example.com', password: given })).toEqual({
        password: ['A password can have at most 256 characters.'],
      })
    },
  )

  test.each<unknown>([undefined, null, 1, true, {}, { length: 8 }, ''])(
    'when it is %j, it is missing',
    (given) => {
      const found = messages({ email: 'ada@example.com', password: given })
      expect(found.password?.[0]).toBe('Enter your password.')
    },
  )
})

test('when a password has half a character in it, it is refused wherever one is taken', () => {
  // All of these are one text in UTF-8, and so they had one hash.
  for (const broken of ['correct\ud800horse', 'correct\udfffhorse', 'horse\udc00\ud800']) {
    const inputs = [
      credentialsInput.safeParse({ email: 'ada@example.com', password: broken }),
      stepUpInput.safeParse({ password: broken }),
      passwordChangeInput.safeParse({ currentPassword: password, newPassword: broken }),
      passwordChangeInput.safeParse({ currentPassword: broken, newPassword: password }),
    ]
    expect(inputs.map(({ error }) => error?.issues.map(({ message }) => message))).toEqual(
      inputs.map(() => ['This holds a broken character. Type it again.']),
    )
  }
})

test('when there are unknown members, they are dropped', () => {
  const input = { email: 'ada@example.com', password, role: 'admin', tokenVersion: 99 }
  expect(parse(input).data).toEqual({ email: 'ada@example.com', password })
})

test('when a member is called __proto__, it reaches nothing', () => {
  const input = JSON.parse(
    `{"email":"ada@example.com","password":"${password}","__proto__":{"admin":true}}`,
  )
  const { data } = parse(input)
  expect(data).toEqual({ email: 'ada@example.com', password })
  expect(Object.getPrototypeOf(data)).toBe(Object.prototype)
  expect(Object.hasOwn({}, 'admin')).toBe(false)
})

test('when characters are counted, they are code points', () => {
  expect(countCharacters('🔑🔑')).toBe(2)
  expect(countCharacters('añb')).toBe(3)
})
