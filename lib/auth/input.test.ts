import { describe, expect, test } from 'vitest'
import { countCharacters, credentialsInput, normalizeEmail } from './input'

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
  test.each([
    ['ada@example.com', 'ada@example.com'],
    ['  Ada@Example.COM\t', 'ada@example.com'],
    ['ada+shop@example.co.uk', 'ada+shop@example.co.uk'],
    [`${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`],
  ])('%j is taken as %j', (email, expected) => {
    expect(parse({ email, password }).data?.email).toBe(expected)
    expect(normalizeEmail(email)).toBe(expected)
  })

  test.each([
    'ada',
    'ada@',
    '@nowhere.example',
    'ada@example',
    'ada@@example.com',
    'ada@example.com, eve@example.com',
    'ada@example.com\neve@example.com',
    'ada@example.com\0',
    'a\0da@example.com',
    'Ada <ada@example.com>',
    'ada@exa mple.com',
    `${'a'.repeat(243)}@example.com`,
  ])('%j is refused, by one message that does not repeat it', (email) => {
    const { email: found } = messages({ email, password })
    expect(found).toHaveLength(1)
    expect(found?.[0]).not.toContain(email)
  })

  test.each<unknown>([undefined, null, 1, true, {}, { toString: 'x' }, ''])(
    '%j is a missing one',
    (email) => {
      expect(messages({ email, password }).email?.[0]).toBe('Enter your email address.')
    },
  )
})

describe('a password', () => {
  test.each(['x', ' ', ' blanks stay ', 'ñandú', '\u0000', '🔑'.repeat(256), 'é'.repeat(256)])(
    '%j is taken exactly as it is',
    (given) => {
      expect(parse({ email: 'ada@example.com', password: given }).data?.password).toBe(given)
    },
  )

  test.each(['x'.repeat(257), '🔑'.repeat(257), 'x'.repeat(16_000)])(
    'of more than 256 characters is refused',
    (given) => {
      expect(messages({ email: 'ada@example.com', password: given })).toEqual({
        password: ['A password can have at most 256 characters.'],
      })
    },
  )

  test.each<unknown>([undefined, null, 1, true, {}, { length: 8 }, ''])(
    '%j is a missing one',
    (given) => {
      const found = messages({ email: 'ada@example.com', password: given })
      expect(found.password?.[0]).toBe('Enter your password.')
    },
  )
})

test('unknown members are dropped', () => {
  const input = { email: 'ada@example.com', password, role: 'admin', tokenVersion: 99 }
  expect(parse(input).data).toEqual({ email: 'ada@example.com', password })
})

test('a member __proto__ reaches nothing', () => {
  const input = JSON.parse(
    `{"email":"ada@example.com","password":"${password}","__proto__":{"admin":true}}`,
  )
  const { data } = parse(input)
  expect(data).toEqual({ email: 'ada@example.com', password })
  expect(Object.getPrototypeOf(data)).toBe(Object.prototype)
  expect(Object.hasOwn({}, 'admin')).toBe(false)
})

test('characters are code points', () => {
  expect(countCharacters('🔑🔑')).toBe(2)
  expect(countCharacters('añb')).toBe(3)
})
