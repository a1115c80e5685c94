import { createHash } from 'node:crypto'
import bcrypt from 'bcryptjs'
import { expect, test } from 'vitest'
import { strangerLane } from './hash-lanes'
import { hashPassword, needsRehash, parseStoredPassword, verifyPassword } from './password-hash'

// The lowest cost that bcrypt knows: these tests are about what is hashed, not about how long.
const settings = {
  bcryptCost: 4,
  bcryptThreads: 2,
  pepper: null,
  previousPepper: null,
  webConcurrency: 1,
}

const peppered = { ...settings, pepper: 'a pepper of some length' }
const otherPepper = { ...settings, pepper: 'another pepper of length' }
const password = 'correct horse battery'
const LANE = strangerLane({ device: { ip: null } }, 'a@example.com')

async function hash(text: string, how: Parameters<typeof hashPassword>[1] = settings) {
  const hashed = await hashPassword(text, how, LANE)
  if (!hashed.ok) throw new Error(hashed.code)
  return hashed.value
}

async function verify(
  text: string,
  stored: string | undefined,
  how: Parameters<typeof hashPassword>[1] = settings,
) {
  const verified = await verifyPassword(text, stored, how, LANE)
  if (!verified.ok) throw new Error(verified.code)
  return verified.value
}

test('when a password is hashed, the stored string says scheme and cost, has its own salt, and verifies', async () => {
  const cost10 = { ...settings, bcryptCost: 10 }
  const [first, second] = await Promise.all([hash(password, cost10), hash(password, cost10)])
  expect(first).toMatch(/^h1\$2b\$10\$[./A-Za-z0-9]{53}$/)
  expect(first).not.toBe(second)
  expect(await verify(password, first)).toBe(true)
  expect(await verify(`${password}!`, first)).toBe(false)
  expect(await verify('', first)).toBe(false)
})

const plain = bcrypt.hashSync(password, 4)

test.each(['$2b$', '$2a$', '$2y$'])(
  'when another system made a %s hash, it verifies with and without a pepper here',
  async (id) => {
    const stored = plain.replace('$2b$', id)
    expect(await verify(password, stored)).toBe(true)
    expect(await verify(password, stored, peppered)).toBe(true)
    expect(await verify('wrong horse', stored)).toBe(false)
  },
)

test('when a pepper is set, the stored string names it and does not contain it', async () => {
  const stored = await hash(password, peppered)
  expect(stored).toMatch(/^h1\.[0-9a-f]{8}\$2b\$04\$/)
  const name = parseStoredPassword(stored)?.pepperId ?? ''
  expect(createHash('sha256').update(peppered.pepper).digest('hex')).not.toContain(name)
  expect(await verify(password, stored, peppered)).toBe(true)
})

test('when the pepper is changed, the previous one verifies and the new one makes the next hash', async () => {
  const stored = await hash(password, peppered)
  const changed = { ...otherPepper, previousPepper: peppered.pepper }
  expect(await verify(password, stored, changed)).toBe(true)
  expect(await verify('wrong horse', stored, changed)).toBe(false)
  expect(needsRehash(stored, changed)).toBe(true)
  const anew = await hash(password, changed)
  expect(await verify(password, anew, otherPepper)).toBe(true)
  expect(needsRehash(anew, changed)).toBe(false)
})

const body = `$${'a'.repeat(53)}`
const h1 = (id = '') => `h1${id}$2b$04${body}`

test.each<[string, string, typeof settings | typeof peppered, boolean]>([
  ['made as today', h1(), settings, false],
  ['made at a lower cost', h1(), { ...settings, bcryptCost: 5 }, true],
  ['made at a higher cost', `h1$2b$12${body}`, settings, true],
  ['plain bcrypt', `$2b$04${body}`, settings, true],
  ['made without the pepper that is set now', h1(), peppered, true],
  ['made with a pepper that is no longer set', h1('.01234567'), settings, true],
  ['made with another pepper', h1('.01234567'), peppered, true],
  ['one that no one can read', 'nonsense', settings, true],
])(
  'when a stored password is %s, it is made anew only where today it would differ',
  (_, stored, how, expected) => {
    expect(needsRehash(stored, how)).toBe(expected)
  },
)
