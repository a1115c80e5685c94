import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { secretWeakness } from '../../lib/config/secret-strength'

/** 32 bytes with no pattern, the same in every run. */
const randomBytes = (seed: number) => createHash('sha256').update(`seed ${seed}`).digest()

// Of 100,000 that a random source gave, these were refused.
test.each([
  'WTTdTeST8gnKhKmXDG3QHShlJNkUtHMtVvYBX8Fllys',
  'e0742d371ac0388d80592746580ac80a17f653d2e2ce2cb266fedabcdefde8f7',
])('when a random secret holds a word by chance, such as %s, it is taken', (secret) => {
  expect(secretWeakness(secret)).toBeNull()
})

describe('when a secret can be guessed, it is refused and not repeated', () => {
  const good = randomBytes(1).toString('base64url')

  test.each([
    ['a word', 'password'],
    ['what tutorials sign with', 'your-256-bit-secret'],
    ['the same, filled up', 'your-256-bit-secret-your-256-bit-secret-1234'],
    ['31 bytes', randomBytes(1).subarray(0, 31).toString('base64url')],
    ['31 bytes in hex', randomBytes(1).subarray(0, 31).toString('hex').slice(0, 42)],
    ['22 bytes in hex, long enough as base64url', '9c41e07b52d8f63a1be94705c2da86f3197e5b0ac84d'],
    ['one character', 'x'],
    ['one byte repeated', 'A'.repeat(64)],
    ['two bytes repeated', 'aB'.repeat(32)],
    ['eight bytes repeated', 'k3Zq9Xw2'.repeat(8)],
    ['half of it, twice', good.slice(0, 22).repeat(2)],
    ['32 zeros in base64url', Buffer.alloc(32).toString('base64url')],
    ['counting', '0123456789012345678901234567890123456789012'],
    ['the alphabet', 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRST'],
    ['a row of keys', 'qwertyuiopQWERTYUIOPasdfghjklASDFGHJKL1zxcvb'],
    ['a placeholder', 'change-me-to-something-long-and-random-ok-Q7Z'],
    ['an example', 'EXAMPLE-Kq93jfLs02mXzPqR7tYw5vBn8cDe4fGh6jKl'],
    ['small letters only', 'kqzvbnmwrtplkjhgfdsxcyuioamznvbgtrfdeswqhyujk'],
    ['digits only', '8402957163840295716384029571638402957163849175'],
    ['padding', `${good}=`],
    ['standard base64', `${good.slice(0, -2)}+/`],
    ['a blank at the end', `${good} `],
    ['a line feed at the end', `${good}\n`],
    ['quotes around it', `"${good}"`],
    ['nothing', ''],
  ])('when it is %s, it is refused', (_, secret) => {
    const weakness = secretWeakness(secret)
    expect(weakness).not.toBeNull()
    if (secret.length > 1) expect(weakness).not.toContain(secret)
  })
})

test('when a secret is one byte short, the answer names the length', () => {
  const short = randomBytes(1).subarray(0, 31).toString('base64url')
  expect(secretWeakness(short)).toBe('is too short: 31 bytes of the 32 needed')
})

test.each<BufferEncoding>(['base64url', 'hex'])(
  'when 5,000 random secrets are made in %s, none is refused',
  (encoding) => {
    const secrets = Array.from({ length: 5000 }, (_, seed) => randomBytes(seed).toString(encoding))
    expect(secrets.filter((secret) => secretWeakness(secret) !== null)).toEqual([])
  },
)
