/**
 * Test vectors for JWS in the manner of Project Wycheproof: a valid signature first, then each thing
 * that the standard lets a verifier get wrong, made here from the recipe and not copied. Each vector
 * says what the standards say of it. Where this app refuses what RFC 7515 takes, `stricter` says
 * why; there is no vector that it takes against them.
 */
import { describe, expect, test } from 'vitest'
import { DAY, SECRET, START, testConfig } from '../../lib/auth/testing'
import { signAccessToken, verifyAccessToken } from '../../lib/auth/tokens/access-token'
import { pair, signingKeys } from '../../lib/auth/tokens/testing-keys'
import {
  encode,
  encodeJson,
  type Members,
  resigned,
  serverSignature,
  signature,
  targetOf,
  twin,
  withSignature,
} from './vectors/target'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.='

async function signer(alg: 'HS256' | 'Ed25519' | 'ES256' | 'PS256') {
  const key = alg === 'HS256' ? null : pair(alg)
  const config = testConfig(key ? { AUTH_ALGORITHM: alg, AUTH_SIGNING_KEYS: signingKeys(key) } : {})
  const subject = { userId: 'u-1', sessionId: 's-1', generation: 0, expiresAt: START + DAY }
  const { token } = await signAccessToken(config, subject, START)
  const verify = async (text: string) => (await verifyAccessToken(config, text, START)).ok
  return { alg, target: targetOf({ kind: 'access', token, secret: SECRET, pair: key }), verify }
}

type Vector = {
  comment: string
  jws: string
  /** By RFC 7515 and 7518. */
  result: 'valid' | 'invalid'
  /** Why it is refused here all the same. */
  stricter?: string
}

function vectors({ alg, target }: Awaited<ReturnType<typeof signer>>): Vector[] {
  const { header, claims, token } = target
  const valid = (comment: string, jws: string, stricter?: string): Vector => ({
    comment,
    jws,
    result: 'valid',
    ...(stricter && { stricter }),
  })
  const invalid = (comment: string, jws: string): Vector => ({ comment, jws, result: 'invalid' })
  const headed = (members: Members) => resigned(target, { header: members })
  const texted = (headerText: string, claimsText = JSON.stringify(claims)) =>
    resigned(target, { headerText, claimsText })
  const backwards = (members: Members) => Object.fromEntries(Object.entries(members).reverse())
  const [head = '', payload = '', mac = ''] = token.split('.')
  const bytes = Buffer.from(mac, 'base64url')
  const input = `${head}.${payload}`
  const oneSpelling = 'one token has one spelling'

  return [
    valid('as it was issued', token),
    valid('signed by another implementation', resigned(target, {})),
    valid('members of the header in another order', texted(JSON.stringify(backwards(header)))),
    valid(
      'claims in another order',
      resigned(target, { claimsText: JSON.stringify(backwards(claims)) }),
    ),
    valid('an unknown header member', headed({ 'x-unknown': { deep: [1, 'two', null] } })),
    valid('an unknown claim', resigned(target, { claims: { 'x-unknown': 'ä 😀 \u2028' } })),
    valid('a content type', headed({ cty: 'json' })),
    valid('typ as a whole media type', headed({ typ: 'application/at+jwt' })),
    valid('typ in capitals: media types have no case', headed({ typ: 'AT+JWT' })),
    valid(
      'JSON with line breaks, as in RFC 7515 appendix A.1',
      texted('{"typ":"at+jwt",\r\n "alg":"x"}'.replace('"x"', `"${alg}","kid":"${header.kid}"`)),
      oneSpelling,
    ),
    valid(
      'JSON with a letter in escapes',
      texted(JSON.stringify(header).replace('"alg"', '"\\u0061lg"')),
      oneSpelling,
    ),
    valid('no kid', headed({ kid: undefined }), 'a token says which key it is of'),
    valid(
      'a critical extension that is defined',
      headed({ crit: ['b64'], b64: true }),
      'no extension is understood here',
    ),
    ...(alg === 'ES256'
      ? [valid('the other signature of the pair', `${input}.${encode(twin(bytes))}`, oneSpelling)]
      : []),

    invalid('a modified header', `${encodeJson({ ...header, x: 1 })}.${payload}.${mac}`),
    invalid('a modified payload', `${head}.${encodeJson({ ...claims, gen: 1 })}.${mac}`),
    invalid('header and payload changed over', `${payload}.${head}.${mac}`),
    invalid('an empty header', `.${payload}.${mac}`),
    invalid('an empty payload, signed', resigned(target, { claimsText: '' })),
    invalid('an empty signature', `${input}.`),
    invalid('no signature', input),
    invalid('a signature of another input', `${input}.${encode(serverSignature(target, 'x'))}`),
    invalid(
      'a signature of the payload alone',
      `${input}.${encode(serverSignature(target, payload))}`,
    ),
    invalid(
      'a signature of what is not encoded',
      `${input}.${encode(serverSignature(target, `${JSON.stringify(header)}.${JSON.stringify(claims)}`))}`,
    ),
    ...['none', 'HS256', 'RS256', 'ES256', 'PS256', 'Ed25519', 'ES521', alg.toLowerCase(), '']
      .filter((name) => name !== alg)
      .map((name) => invalid(`alg ${name}`, headed({ alg: name }))),
    invalid('no alg', headed({ alg: undefined })),
    invalid('the kid of no key', headed({ kid: 'unknown' })),
    invalid('a kid that is no text', headed({ kid: 1 })),
    invalid('crit that is empty', headed({ crit: [] })),
    invalid('an unknown crit', headed({ crit: ['x'], x: 1 })),
    invalid('crit of a member that is not there', headed({ crit: ['x'] })),
    invalid('crit of a registered member', headed({ crit: ['alg'] })),
    invalid('a member twice', texted(`{"alg":"none",${JSON.stringify(header).slice(1)}`)),
    invalid('padding', `${head}.${payload}.${mac}=`),
    invalid(
      'padding of the payload, signed',
      `${input}=.${encode(serverSignature(target, `${input}=`))}`,
    ),
    ...[' ', '\t', '\n', '\r\n', '\0', '\u00a0', '%20', '+', '/', ',', '"', '{'].flatMap((text) => [
      invalid(
        `${JSON.stringify(text)} in the header`,
        `${head.slice(0, 4)}${text}${head.slice(4)}.${payload}.${mac}`,
      ),
      invalid(
        `${JSON.stringify(text)} in the signature`,
        `${input}.${mac.slice(0, 4)}${text}${mac.slice(4)}`,
      ),
      invalid(`${JSON.stringify(text)} behind it`, `${token}${text}`),
      invalid(`${JSON.stringify(text)} before it`, `${text}${token}`),
    ]),
    ...Array.from({ length: bytes.length * 8 }, (_, bit) => {
      const flipped = Buffer.from(bytes)
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      return invalid(`bit ${bit} of the signature is flipped`, `${input}.${encode(flipped)}`)
    }).filter((_, index) => alg !== 'PS256' || index % 16 === 0),
    ...Array.from({ length: bytes.length }, (_, length) =>
      invalid(`${length} bytes of the signature`, `${input}.${encode(bytes.subarray(0, length))}`),
    ),
    ...(target.pair && alg === 'ES256'
      ? [
          invalid(
            'a signature in DER',
            withSignature(target, {}, (text) =>
              target.pair ? signature('ES256 in DER', target.pair.privateKey, text) : '',
            ),
          ),
        ]
      : []),
  ]
}

const signers = await Promise.all((['HS256', 'Ed25519', 'ES256', 'PS256'] as const).map(signer))

describe.each(signers)('$alg', (own) => {
  test('when a vector is verified, the result is that of the standards, or a stricter one that is explained', async () => {
    const all = vectors(own)
    expect(all.length).toBeGreaterThan(300)
    const wrong = await Promise.all(
      all.map(async ({ comment, jws, result, stricter }) => {
        const expected = result === 'valid' && !stricter
        return (await own.verify(jws)) === expected ? [] : [comment]
      }),
    )
    expect(wrong.flat()).toEqual([])
  })

  test('when one character of a token is changed, left out or doubled, it is refused', async () => {
    const { token } = own.target
    const changed = Array.from(token, (_, at) => {
      const [before, character, behind] = [token.slice(0, at), token[at], token.slice(at + 1)]
      // Four others at each place, other ones at the next: all of them over the whole.
      const others = [1, 17, 34, 50].map((step) => ALPHABET.at((at + step) % ALPHABET.length))
      return [
        before + behind,
        `${before}${character}${character}${behind}`,
        ...others.filter((other) => other !== character).map((other) => before + other + behind),
      ]
    }).flat()
    const taken: string[] = []
    for (const text of changed) if (text !== token && (await own.verify(text))) taken.push(text)
    expect(taken).toEqual([])
  })
})
