import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { isCompactJwt, readPart } from '../../lib/auth/tokens/jwt'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Puts a text into each of the three places of a token. */
const inEachPlace = (part: string) =>
  [0, 1, 2].map((place) => ['AAAA', 'BBBB', 'CCCC'].with(place, part).join('.'))

describe('one spelling for each token', () => {
  test.each<[number, string]>([
    [4, ALPHABET],
    [5, ''],
    [6, 'AQgw'],
    [7, 'AEIMQUYcgkosw048'],
    [8, ALPHABET],
    [1, ''],
    [2, 'AQgw'],
    [3, 'AEIMQUYcgkosw048'],
  ])('when a part has %i characters, it ends in one of %j', (length, allowed) => {
    for (const last of ALPHABET) {
      const part = 'x'.repeat(length - 1) + last
      for (const token of inEachPlace(part)) {
        expect(isCompactJwt(token), token).toBe(allowed.includes(last))
      }
    }
  })

  test('when a token is taken, an encoder would write the same', () => {
    for (let size = 1; size <= 64; size += 1) {
      const part = randomBytes(size).toString('base64url')
      expect(isCompactJwt(`${part}.${part}.${part}`)).toBe(true)
      for (const last of ALPHABET) {
        const changed = part.slice(0, -1) + last
        const canonical = Buffer.from(changed, 'base64url').toString('base64url') === changed
        expect(isCompactJwt(`AAAA.BBBB.${changed}`)).toBe(canonical)
      }
    }
  })
})

test.each([
  ['padding', 'AA=='],
  ['one sign of padding', 'AAA='],
  ['padding that is not needed', 'AAAA='],
  ['a blank inside', 'AA AA'],
  ['a blank in front', ' AAAA'],
  ['a blank at the end', 'AAAA '],
  ['a tab', 'AA\tAA'],
  ['a line feed at the end', 'AAAA\n'],
  ['a line break inside', 'AA\r\nAA'],
  ['a NUL', 'AAA\0'],
  ['a no-break space', 'AAA\u00a0'],
  ['standard base64', 'AA+/'],
  ['a percent sign', 'AA%41'],
  ['a brace', '{AAA'],
  ['a quote', '"AAAA"'],
  ['a look-alike letter', 'AAАA'],
  ['a full-width digit', 'AAA１'],
  ['half a surrogate pair', 'AAA\ud800'],
  ['nothing', ''],
])('when a part has %s, it is refused in every place', (_, part) => {
  for (const token of inEachPlace(part)) expect(isCompactJwt(token)).toBe(false)
})

test.each([
  ['nothing at all', ''],
  ['one part', 'AAAA'],
  ['two parts', 'AAAA.BBBB'],
  ['four parts', 'AAAA.BBBB.CCCC.DDDD'],
  ['five parts, an encrypted token', 'AAAA.BBBB.CCCC.DDDD.EEEE'],
  ['two dots', '..'],
  ['a dot more at the end', 'AAAA.BBBB.CCCC.'],
  ['a dot more in front', '.AAAA.BBBB.CCCC'],
  ['a signature that is empty', 'AAAA.BBBB.'],
  ['JSON', '{"protected":"AAAA","payload":"BBBB","signature":"CCCC"}'],
  ['a scheme', 'Bearer AAAA.BBBB.CCCC'],
  ['two tokens', 'AAAA.BBBB.CCCC,AAAA.BBBB.CCCC'],
])('when the text is %s, it is no token', (_, token) => {
  expect(isCompactJwt(token)).toBe(false)
})

test('when a token has more than 4,096 characters, it is refused', () => {
  const rest = `.BBBB.${'C'.repeat(4084)}`
  expect(isCompactJwt(`AAAAAA${rest}`)).toBe(true)
  expect(isCompactJwt(`AAAAAAA${rest}`)).toBe(false)
  expect(isCompactJwt(`${'A'.repeat(1_000_000)}.BBBB.CCCC`)).toBe(false)
})

describe('one reading for each part', () => {
  const encode = (text: string | Uint8Array) => Buffer.from(text).toString('base64url')

  test.each([
    {},
    { alg: 'HS256', kid: 'k' },
    { iat: 1, deep: { list: [1, 'two', null, { three: true }] } },
    { text: 'ä "quoted" \\ \u0000 😀 \u2028', negative: -1, fraction: 0.5, large: 1e21 },
  ])('when a part is as JSON writes it, it is read: %j', (value) => {
    expect(readPart(encode(JSON.stringify(value)))).toEqual(value)
  })

  test.each([
    ['a member twice', '{"sub":"a","sub":"b"}'],
    ['a member twice, the same', '{"sub":"a","sub":"a"}'],
    ['a member twice, once in escapes', '{"sub":"a","s\\u0075b":"b"}'],
    ['a member twice, further in', '{"a":{"b":1,"b":2}}'],
    ['__proto__ twice', '{"__proto__":{},"__proto__":{}}'],
    ['blanks', '{ "sub": "a" }'],
    ['a line feed at the end', '{"sub":"a"}\n'],
    ['a slash in escapes', '{"sub":"a\\/b"}'],
    ['a number with a point', '{"exp":1.0}'],
    ['a number with an exponent', '{"exp":1e3}'],
    ['minus zero', '{"exp":-0}'],
    ['a number that is none', '{"exp":1e999}'],
    ['more digits than a number has', '{"exp":12345678901234567890}'],
    ['a list', '[]'],
    ['a text', '"a"'],
    ['null', 'null'],
    ['nothing', ''],
    ['no JSON', '{'],
    ['a byte order mark', '\ufeff{}'],
    ['UTF-16', Buffer.from('{}', 'utf16le')],
    ['no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
  ])('when a part has %s, it is not read', (_, text) => {
    expect(readPart(encode(text))).toBeNull()
  })
})
