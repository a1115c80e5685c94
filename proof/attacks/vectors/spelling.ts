/** Attacks by form: one token has one spelling (RFC 7515 section 2, RFC 8725bis section 3.14). */
import { createCipheriv } from 'node:crypto'
import type { Attack } from '.'
import {
  derivedKey,
  encode,
  encodeJson,
  inputOf,
  type Members,
  resigned,
  serverSignature,
  type Target,
} from './target'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
type Parts = [head: string, payload: string, signature: string]

export function SPELLING_ATTACKS(target: Target): Attack[] {
  return [...texts(), ...forms(), ...headers(target), ...json(target)]
}

/** The same token in other letters. Where that would change nothing there is no attack. */
function spelt(name: string, spell: (parts: Parts) => string): Attack {
  return {
    name,
    forge: ({ token }) => {
      const made = spell(token.split('.') as Parts)
      return made === token ? null : made
    },
  }
}

/** Changes one part of the three and has the result signed anew, so that only the form is wrong. */
function speltAndSigned(name: string, change: (part: string) => string): Attack[] {
  return [0, 1].map((place) => ({
    name: `${name}, in part ${place + 1}, signed as it stands`,
    forge: (target) => {
      const parts = inputOf(target).split('.')
      const changed = parts.with(place, change(parts[place] ?? '')).join('.')
      if (changed === parts.join('.')) return null
      return `${changed}.${encode(serverSignature(target, changed))}`
    },
  }))
}

const padded = (part: string) => part.padEnd(Math.ceil(part.length / 4) * 4, '=')
const inTheMiddle = (part: string, text: string) => part.slice(0, 9) + text + part.slice(9)
const standard = (part: string) => part.replaceAll('-', '+').replaceAll('_', '/')

/** Other spare bits in the last character: the same bytes. Whole groups have none. */
function otherSpareBits(part: string): string {
  const value = ALPHABET.indexOf(part.slice(-1))
  return part.length % 4 < 2 ? part : part.slice(0, -1) + ALPHABET.charAt(value ^ 1)
}

function texts(): Attack[] {
  const blanks = { blank: ' ', tab: '\t', 'line feed': '\n', 'carriage return': '\r', NUL: '\0' }
  return [
    spelt('padding on every part', (parts) => parts.map(padded).join('.')),
    spelt('padding that is not needed', (parts) => `${parts.join('.')}====`),
    ...Object.entries(blanks).flatMap(([name, text]) => [
      spelt(`a ${name} inside the header`, ([head, ...rest]) =>
        [inTheMiddle(head, text), ...rest].join('.'),
      ),
      spelt(`a ${name} inside the payload`, ([head, payload, mac]) =>
        [head, inTheMiddle(payload, text), mac].join('.'),
      ),
      spelt(`a ${name} inside the signature`, ([head, payload, mac]) =>
        [head, payload, inTheMiddle(mac, text)].join('.'),
      ),
      spelt(`a ${name} behind it`, (parts) => `${parts.join('.')}${text}`),
      spelt(`a ${name} before it`, (parts) => `${text}${parts.join('.')}`),
      ...speltAndSigned(`a ${name} inside`, (part) => inTheMiddle(part, text)),
    ]),
    ...speltAndSigned('padding', padded),
    ...speltAndSigned('changed spare bits', otherSpareBits),
    ...speltAndSigned('standard base64', standard),
    spelt('changed spare bits of the signature', ([head, payload, mac]) =>
      [head, payload, otherSpareBits(mac)].join('.'),
    ),
    spelt('standard base64', (parts) => parts.map(standard).join('.')),
    spelt('percent-encoded dots', (parts) => parts.join('%2E')),
    spelt('percent-encoded', (parts) => encodeURIComponent(`${parts.join('.')}=`)),
    spelt('quotes around it', (parts) => `"${parts.join('.')}"`),
    spelt('full-width letters', (parts) => parts.join('．')),
    spelt('a byte order mark before it', (parts) => `\ufeff${parts.join('.')}`),
    spelt('in capitals', (parts) => parts.join('.').toUpperCase()),
  ]
}

function forms(): Attack[] {
  return [
    spelt('one part', ([head]) => head),
    spelt('two dots', () => '..'),
    spelt('nothing between the dots', ([head, , mac]) => `${head}..${mac}`),
    spelt('no header', ([, payload, mac]) => `.${payload}.${mac}`),
    spelt('a dot behind it', (parts) => `${parts.join('.')}.`),
    spelt('a dot before it', (parts) => `.${parts.join('.')}`),
    spelt('a fourth part', (parts) => `${parts.join('.')}.AAAA`),
    spelt('a fifth part', (parts) => `${parts.join('.')}.AAAA.AAAA`),
    spelt('the parts in another order', ([head, payload, mac]) => [payload, head, mac].join('.')),
    spelt('JSON, flattened', ([head, payload, mac]) =>
      JSON.stringify({ protected: head, payload, signature: mac }),
    ),
    spelt('JSON, general', ([head, payload, mac]) =>
      JSON.stringify({ payload, signatures: [{ protected: head, signature: mac }] }),
    ),
    spelt(
      'more than a token can be',
      ([head, payload, mac]) => `${head}.${payload}.${mac}${'A'.repeat(4096)}`,
    ),
    {
      name: 'a token in a token',
      forge: (target) => resigned(target, { claimsText: target.token, header: { cty: 'JWT' } }),
    },
    {
      name: 'the claims as a JSON text',
      forge: (target) =>
        resigned(target, { claimsText: JSON.stringify(JSON.stringify(target.claims)) }),
    },
    { name: 'encrypted, with the key that signs', forge: encrypted },
    {
      name: 'encrypted, by its header alone',
      forge: (target) =>
        `${encodeJson({ alg: 'dir', enc: 'A256GCM', typ: target.header.typ })}..AAAA.AAAA.AAAA`,
    },
  ]
}

/** A JWE in compact form (RFC 7516 section 3.1): `dir`, AES-256-GCM. */
function encrypted({ header, claims, secret, kind }: Target): string {
  const head = encodeJson({ ...header, alg: 'dir', enc: 'A256GCM' })
  const iv = Buffer.alloc(12, 1)
  const cipher = createCipheriv('aes-256-gcm', derivedKey(secret, kind), iv)
  cipher.setAAD(Buffer.from(head))
  const text = Buffer.concat([cipher.update(JSON.stringify(claims)), cipher.final()])
  return [head, '', encode(iv), encode(text), encode(cipher.getAuthTag())].join('.')
}

function headers({ kind }: Target): Attack[] {
  const types: Record<string, unknown> = {
    'left out': undefined,
    JWT: 'JWT',
    empty: '',
    'of the other kind': kind === 'access' ? 'rt+jwt' : 'at+jwt',
    'a number': 1,
    'a list': ['at+jwt', 'rt+jwt'],
    'with more behind it': 'at+jwt; rt+jwt',
    'of another tree': 'text/at+jwt',
    'an ID token': 'id+jwt',
    null: null,
  }
  const extensions: Record<string, Members> = {
    'an unknown one': { crit: ['x'], x: 1 },
    'an empty list': { crit: [] },
    'a text': { crit: 'exp' },
    'a name that is there anyway': { crit: ['alg'] },
    'the same name twice': { crit: ['x', 'x'], x: 1 },
    'what is not there': { crit: ['x'] },
    null: { crit: null },
    'an unencoded payload': { crit: ['b64'], b64: false },
    'an unencoded payload, not marked': { b64: false },
    'an encoded payload': { crit: ['b64'], b64: true },
  }
  return [
    ...Object.entries(types).map(([name, typ]) => ({
      name: `typ: ${name}`,
      forge: (target: Target) => resigned(target, { header: { typ } }),
    })),
    ...Object.entries(extensions).map(([name, header]) => ({
      name: `crit: ${name}`,
      forge: (target: Target) => resigned(target, { header }),
    })),
    {
      name: 'a payload that is not encoded, signed as it stands',
      forge: (target) => {
        const head = encodeJson({ ...target.header, crit: ['b64'], b64: false })
        const input = `${head}.${JSON.stringify(target.claims)}`
        return `${head}..${encode(serverSignature(target, input))}`
      },
    },
  ]
}

/** Rightly signed texts that two parsers may read in two ways, and such that are no claims at all. */
function json({ header, claims }: Target): Attack[] {
  const twice = (members: object, name: string, value: unknown) => {
    const text = JSON.stringify(members)
    const member = `${JSON.stringify(name)}:${JSON.stringify(value)}`
    return { before: `{${member},${text.slice(1)}`, behind: `${text.slice(0, -1)},${member}}` }
  }
  const claimTexts: Record<string, string | Uint8Array> = {
    nothing: '',
    null: 'null',
    'a text': '"claims"',
    'a number': '1',
    'a list': JSON.stringify([claims]),
    'an empty object': '{}',
    'no JSON': `${JSON.stringify(claims)}}`,
    'half of it': JSON.stringify(claims).slice(0, -5),
    'a comma more': JSON.stringify(claims).replace(/}$/, ',}'),
    'a comment': JSON.stringify(claims).replace('{', '{/* */'),
    'single quotes': JSON.stringify(claims).replaceAll('"', "'"),
    blanks: JSON.stringify(claims, null, 2),
    'a blank behind it': `${JSON.stringify(claims)} `,
    'a line feed before it': `\n${JSON.stringify(claims)}`,
    'a letter written as a number': JSON.stringify(claims).replace('"sid"', '"s\\u0069d"'),
    'exp with a point': JSON.stringify(claims).replace(/"exp":(\d+)/, '"exp":$1.0'),
    'exp with an exponent': JSON.stringify(claims).replace(/"exp":(\d+)/, '"exp":$1e0'),
    'exp beyond numbers': JSON.stringify(claims).replace(/"exp":\d+/, '"exp":1e999'),
    'a byte order mark': `\ufeff${JSON.stringify(claims)}`,
    'UTF-16': Buffer.from(JSON.stringify(claims), 'utf16le'),
    'a byte that is not UTF-8': Buffer.from(JSON.stringify({ ...claims, jti: '\xff' }), 'latin1'),
    'half a character': Buffer.from(JSON.stringify({ ...claims, jti: '\xc3\x28' }), 'latin1'),
    'its claims hidden in __proto__': `{"__proto__":${JSON.stringify(claims)}}`,
    'brackets without end': '['.repeat(1500),
  }
  return [
    ...Object.entries(claimTexts).map(([name, claimsText]) => ({
      name: `rightly signed, and the payload is ${name}`,
      forge: (target: Target) => resigned(target, { claimsText }),
    })),
    ...Object.entries(claims).flatMap(([name, value]) =>
      [value, typeof value === 'number' ? value + 9 : `${value}x`].flatMap((other, index) => {
        const which = index === 0 ? 'the same' : 'another value'
        const { before, behind } = twice(claims, name, other)
        return [
          {
            name: `${name} twice, ${which} first`,
            forge: (it: Target) => resigned(it, { claimsText: before }),
          },
          {
            name: `${name} twice, ${which} last`,
            forge: (it: Target) => resigned(it, { claimsText: behind }),
          },
        ]
      }),
    ),
    ...Object.entries({ ...header, alg: 'none', typ: 'JWT' }).flatMap(([name, value]) => {
      const { before, behind } = twice(header, name, value)
      return [
        {
          name: `header: ${name} twice, ${value} first`,
          forge: (it: Target) => resigned(it, { headerText: before }),
        },
        {
          name: `header: ${name} twice, ${value} last`,
          forge: (it: Target) => resigned(it, { headerText: behind }),
        },
      ]
    }),
    ...Object.entries({
      blanks: JSON.stringify(header, null, 1),
      'a list': JSON.stringify([header]),
      null: 'null',
      nothing: '',
      'a byte order mark': `\ufeff${JSON.stringify(header)}`,
      'UTF-16': Buffer.from(JSON.stringify(header), 'utf16le'),
      'a letter written as a number': JSON.stringify(header).replace('"alg"', '"\\u0061lg"'),
    }).map(([name, headerText]) => ({
      name: `rightly signed, and the header is ${name}`,
      forge: (it: Target) => resigned(it, { headerText }),
    })),
  ]
}
