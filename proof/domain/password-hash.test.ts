import { createHash, createHmac } from 'node:crypto'
import bcrypt from 'bcryptjs'
import { beforeEach, expect, test, vi } from 'vitest'
import { strangerLane } from '../../lib/auth/passwords/hash-lanes'
import * as pool from '../../lib/auth/passwords/hash-pool'
import {
  hashPassword,
  needsRehash,
  parseStoredPassword,
  verifyPassword,
} from '../../lib/auth/passwords/password-hash'

// The real pool; the spy only sees what it is asked to do.
vi.mock('../../lib/auth/passwords/hash-pool', { spy: true })

beforeEach(() => {
  vi.mocked(pool.runHashTask).mockClear()
})

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

/** The cost of every comparison that was asked for. */
const comparedAt = () =>
  vi
    .mocked(pool.runHashTask)
    .mock.calls.flatMap(([task]) =>
      task.name === 'compare' ? [parseStoredPassword(task.task.encoded)?.cost] : [],
    )

test('when a password is hashed, bcrypt reads base64(HMAC-SHA-384), never a bare digest', async () => {
  const stored = await hash(password, peppered)
  const { bcrypt: inner = '' } = parseStoredPassword(stored) ?? {}
  const mac = createHmac('sha384', peppered.pepper).update(password).digest('base64')
  expect(mac.length).toBeLessThanOrEqual(72)
  expect(bcrypt.compareSync(mac, inner)).toBe(true)
  const digest = createHash('sha384').update(password).digest('base64')
  expect(bcrypt.compareSync(digest, inner)).toBe(false)
})

test.each([
  ['the 73rd byte', 'x'.repeat(72), `${'x'.repeat(72)}y`],
  ['the 256th', 'x'.repeat(256), `${'x'.repeat(255)}y`],
  ['what is behind a NUL', 'abc\0defgh', 'abc\0other'],
  ['a NUL at the end', 'abcdefgh', 'abcdefgh\0'],
  ['capitals', 'correct Horse', 'correct horse'],
  ['a blank at the end', 'correct horse', 'correct horse '],
  ['the kind of blank', 'correct horse', 'correct\u00a0horse'],
  ['compatibility forms, which NFC keeps', 'ﬁnancial', 'financial'],
])('when two passwords differ by %s, they are two passwords', async (_, one, two) => {
  expect(await verify(two, await hash(one))).toBe(false)
})

test.each([
  ['é', 'caf\u00e9 au lait', 'cafe\u0301 au lait'],
  [
    '한',
    '\ud55c\uae00 \ube44\ubc00\ubc88\ud638',
    '\ud55c\uae00 \ube44\ubc00\ubc88\ud638'.normalize('NFD'),
  ],
])(
  'when two keyboards write %s differently, it is one password',
  async (_, composed, decomposed) => {
    expect(composed).not.toBe(decomposed)
    expect(await verify(decomposed, await hash(composed))).toBe(true)
    expect(await verify(composed, await hash(decomposed))).toBe(true)
  },
)

const plain = bcrypt.hashSync(password, 4)

test('when a plain bcrypt string is given our scheme, it verifies nothing', async () => {
  expect(await verify(password, `h1${plain}`)).toBe(false)
})

test('when the stored string is typed, it is no password', async () => {
  expect(await verify(plain, plain)).toBe(false)
})

test.each([
  ['changed', otherPepper],
  ['lost', settings],
])('when the pepper was %s, no password matches, at the cost of one comparison', async (_, how) => {
  const stored = await hash(password, peppered)
  expect(await verify(password, stored, how)).toBe(false)
  expect(comparedAt()).toEqual([4])
})

test('when a process does not use the new pepper yet, it verifies hashes made with it', async () => {
  const added = { ...settings, previousPepper: peppered.pepper }
  expect(await verify(password, await hash(password, peppered), added)).toBe(true)
  expect(await hash(password, added)).toMatch(/^h1\$/)
})

test('when a pepper is set later, hashes without one still verify', async () => {
  expect(await verify(password, await hash(password), peppered)).toBe(true)
})

test('when the name of the pepper in a stored string is swapped, no password matches', async () => {
  const stored = await hash(password, peppered)
  const foreign = await hash(password, otherPepper)
  const swapped = stored.replace(/^h1\.[0-9a-f]{8}/, foreign.slice(0, 11))
  expect(await verify(password, swapped, otherPepper)).toBe(false)
})

const body = '.'.repeat(53)

test.each([
  ['no user', undefined],
  ['an empty string', ''],
  ['the password in the clear', password],
  ['an unknown scheme', `h2$2b$04$${body}`],
  ['an unknown prefix', `x$2b$04$${body}`],
  ['a pepper name that is too short', `h1.1234$2b$04$${body}`],
  ['a pepper name in capitals', `h1.ABCDEF01$2b$04$${body}`],
  ['an empty pepper name', `h1.$2b$04$${body}`],
  ['another algorithm', '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA'],
  ['the flawed $2x$', `$2x$04$${body}`],
  ['one character short', `h1$2b$04$${body.slice(1)}`],
  ['one character more', `h1$2b$04$${body}.`],
  ['a line feed at its end', `h1$2b$04$${body}\n`],
  ['signs that bcrypt does not write', `h1$2b$04$${body.slice(1)}=`],
  ['a cost of one digit', `h1$2b$4$${body}`],
  ['a cost below what bcrypt knows', `h1$2b$03$${body}`],
  ['a cost of zero', `h1$2b$00$${body}`],
  ['a cost beyond what bcrypt knows', `h1$2b$32$${body}`],
  ['a cost of 99', `$2b$99$${body}`],
  ['a cost that holds a thread for minutes', `$2b$17$${body}`],
])(
  'when the stored string is %s, the password is refused at the cost of one comparison',
  async (_, stored) => {
    expect(await verify(password, stored)).toBe(false)
    expect(comparedAt()).toEqual([4])
  },
)

test('when there is no user, the cost follows the setting and no password matches', async () => {
  const higher = { ...settings, bcryptCost: 5 }
  for (const attempt of ['', password]) {
    expect(await verify(attempt, undefined, higher)).toBe(false)
  }
  expect(comparedAt()).toEqual([5, 5])
})

test.each([
  ['no user', undefined],
  ['a changed pepper', `h1.01234567$2b$04$${'.'.repeat(53)}`],
])('when there is %s and a password matches the decoy, it is refused', async (_, stored) => {
  vi.mocked(pool.runHashTask).mockResolvedValueOnce({ ok: true, value: true })
  expect(await verify(password, stored)).toBe(false)
})

test('when the password is wrong or the user unknown, the work is the same', async () => {
  const stored = await hash(password)
  await verify('wrong horse', stored)
  await verify('wrong horse', undefined)
  expect(comparedAt()).toEqual([4, 4])
})

test('when a password is hashed, the stored string says scheme and cost, has its own salt, and verifies', async () => {
  const cost10 = { ...settings, bcryptCost: 10 }
  const [first, second] = await Promise.all([hash(password, cost10), hash(password, cost10)])
  expect(first).toMatch(/^h1\$2b\$10\$[./A-Za-z0-9]{53}$/)
  expect(first).not.toBe(second)
  expect(await verify(password, first)).toBe(true)
  expect(await verify(`${password}!`, first)).toBe(false)
  expect(await verify('', first)).toBe(false)
})

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

const h1 = (id = '') => `h1${id}$2b$04$${body}`

test.each<[string, string, typeof settings | typeof peppered, boolean]>([
  ['made as today', h1(), settings, false],
  ['made at a lower cost', h1(), { ...settings, bcryptCost: 5 }, true],
  ['made at a higher cost', `h1$2b$12$${body}`, settings, true],
  ['plain bcrypt', `$2b$04$${body}`, settings, true],
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
