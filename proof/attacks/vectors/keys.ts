/** Attacks on which key and which algorithm count (RFC 8725 sections 2.1 and 3.1). */

import { generateKeyPairSync } from 'node:crypto'
import type { Attack } from '.'
import {
  type AsymmetricName,
  derivedKey,
  derivedKid,
  encode,
  hmac,
  type Members,
  resigned,
  serverSignature,
  signature,
  type Target,
  withSignature,
} from './target'
import { WEAK_SECRETS } from './weak-secrets'

/** The forger's own. */
const own = {
  ec: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ed: generateKeyPairSync('ed25519'),
  rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }),
}
const OWN_KEYS: Record<
  Exclude<AsymmetricName, 'ES256 in DER' | 'PS256, no salt'>,
  typeof own.ec
> = {
  ES256: own.ec,
  Ed25519: own.ed,
  EdDSA: own.ed,
  PS256: own.rsa,
  RS256: own.rsa,
}

const NONE = [
  'none',
  'None',
  'NONE',
  'nOnE',
  'none ',
  ' none',
  'none\u0000',
  '',
  null,
  undefined,
  false,
]

export function KEY_ATTACKS(target: Target): Attack[] {
  return [
    ...none(),
    ...algorithms(),
    ...confusion(target),
    ...embedded(target),
    ...kids(target),
    ...wrongSecrets(target),
  ]
}

function none(): Attack[] {
  return NONE.flatMap((alg) => {
    const header = { alg }
    const said = JSON.stringify(alg) ?? 'left out'
    return [
      attack(`alg ${said}, no signature`, (it) => withSignature(it, { header }, () => '')),
      attack(`alg ${said}, the old signature`, (it) =>
        withSignature(it, { header }, () => String(it.token.split('.')[2])),
      ),
      attack(`alg ${said}, rightly signed`, (it) => resigned(it, { header })),
      attack(`alg ${said}, signed with an empty key`, (it) =>
        withSignature(it, { header }, (input) => hmac('', input)),
      ),
    ]
  })
}

function algorithms(): Attack[] {
  const names = ['HS256', 'HS384', 'HS512', 'RS256', 'ES256', 'PS256', 'Ed25519', 'EdDSA', 'RS512']
  const odd = [
    'hs256',
    'HS256 ',
    'HS-256',
    'HMAC-SHA256',
    'ed25519',
    'es256',
    'ES521',
    'dir',
    'A256KW',
  ]
  return [
    ...[...names, ...odd].map((alg) =>
      attack(`rightly signed, and says ${alg}`, (it) =>
        alg === it.alg ? null : resigned(it, { header: { alg } }),
      ),
    ),
    attack('an alg that is a list', (it) => resigned(it, { header: { alg: [it.alg] } })),
    attack('an alg that is a number', (it) => resigned(it, { header: { alg: 256 } })),
    attack('an alg that is an object', (it) => resigned(it, { header: { alg: { name: it.alg } } })),
    ...['sha384', 'sha512', 'sha1'].flatMap((hash) => [
      attack(`HMAC with ${hash} that says HS256`, (it) =>
        it.pair
          ? null
          : withSignature(it, {}, (input) => hmac(derivedKey(it.secret, it.kind), input, hash)),
      ),
      attack(`HMAC with ${hash}, named in its header`, (it) =>
        it.pair
          ? null
          : withSignature(it, { header: { alg: hash.replace('sha', 'HS') } }, (input) =>
              hmac(derivedKey(it.secret, it.kind), input, hash),
            ),
      ),
    ]),
    ...Object.entries(OWN_KEYS).map(([alg, { privateKey }]) =>
      attack(`${alg} with a key of the forger's own`, (it) =>
        withSignature(it, { header: { alg } }, (input) =>
          signature(alg as AsymmetricName, privateKey, input),
        ),
      ),
    ),
  ]
}

/** The public key, which anyone can fetch, taken for the secret of an HMAC. */
function confusion({ pair, secret }: Target): Attack[] {
  if (!pair) return []
  const { publicKey } = pair
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const jwk = publicKey.export({ format: 'jwk' })
  const spellings: Record<string, string | Buffer> = {
    PEM: pem,
    'PEM without its last line feed': pem.trimEnd(),
    'PEM with CRLF': pem.replaceAll('\n', '\r\n'),
    DER: publicKey.export({ type: 'spki', format: 'der' }),
    JWK: JSON.stringify(jwk),
    'the published JWK': JSON.stringify({ ...jwk, kid: pair.kid, use: 'sig', alg: pair.alg }),
    'x as text': String(jwk.x ?? jwk.n),
    'x as bytes': Buffer.from(String(jwk.x ?? jwk.n), 'base64url'),
    'x and y': Buffer.from(`${jwk.x ?? jwk.n}${jwk.y ?? ''}`, 'base64url'),
    kid: pair.kid,
  }
  return [
    ...Object.entries(spellings).flatMap(([spelling, key]) =>
      (['HS256', 'HS384', 'HS512'] as const).flatMap((alg) => [
        attack(`${alg} with the public key as its secret: ${spelling}`, (it) =>
          withSignature(it, { header: { alg } }, (input) =>
            hmac(key, input, alg.replace('HS', 'sha')),
          ),
        ),
        attack(`the same, that says ${pair.alg}: ${spelling}, ${alg}`, (it) =>
          withSignature(it, {}, (input) => hmac(key, input, alg.replace('HS', 'sha'))),
        ),
      ]),
    ),
    attack('HS256 of AUTH_SECRET, where key pairs are in use', (it) =>
      withSignature(it, { header: { alg: 'HS256', kid: derivedKid(secret, 'access') } }, (input) =>
        hmac(derivedKey(secret, 'access'), input),
      ),
    ),
  ]
}

/** Keys and addresses of keys that the token brings along. */
function embedded({ listener }: Target): Attack[] {
  const jwk = own.ec.publicKey.export({ format: 'jwk' })
  const oct = { kty: 'oct', k: encode(Buffer.alloc(32, 7)), alg: 'HS256' }
  const brought: Record<string, Members> = {
    jwk: { jwk },
    'jwk with the right kid in it': { jwk: { ...jwk, kid: 'SERVER' } },
    jku: { jku: `${listener}/jku.json` },
    'jku with another host in front': {
      jku: `http://localhost@${listener.replace('http://', '')}/`,
    },
    x5u: { x5u: `${listener}/x5u.pem` },
    x5c: { x5c: [own.ec.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')] },
    'x5t and x5c': { x5t: encode('thumbprint'), x5c: ['MIIB'] },
    'all of them': { jwk, jku: `${listener}/all`, x5u: `${listener}/all`, x5c: ['MIIB'] },
  }
  const forged = Object.entries(brought).flatMap(([name, members]) =>
    [true, false].map((named) =>
      attack(`a key brought along: ${name}, kid ${named ? "the server's" : 'its own'}`, (it) =>
        withSignature(
          it,
          { header: { ...members, alg: 'ES256', kid: named ? it.header.kid : 'own' } },
          (input) => signature('ES256', own.ec.privateKey, input),
        ),
      ),
    ),
  )
  return [
    ...forged,
    attack('a symmetric key brought along', (it) =>
      withSignature(it, { header: { jwk: oct, alg: 'HS256' } }, (input) =>
        hmac(Buffer.alloc(32, 7), input),
      ),
    ),
  ]
}

function kids({ secret, kind }: Target): Attack[] {
  const names: Record<string, unknown> = {
    'left out': undefined,
    empty: '',
    'a blank behind it': 'SERVER ',
    'in other letters': 'OTHER CASE',
    'of the other kind of token': derivedKid(secret, kind === 'access' ? 'refresh' : 'access'),
    'a path': '../../../../../../dev/null',
    'an absolute path': '/dev/null',
    'a path that ends with NUL': '/dev/null\u0000.pem',
    SQL: "' OR '1'='1",
    'SQL with a key in it': "x' UNION SELECT 'AAAA' -- ",
    'a command': '$(id)|id;id',
    'an address': 'http://127.0.0.1:9/key',
    NUL: '\u0000',
    '2,000 letters': 'k'.repeat(2000),
    'a number': 0,
    'a list': ['SERVER'],
    'an object': { kid: 'SERVER' },
    null: null,
    true: true,
    __proto__: '__proto__',
    constructor: 'constructor',
    toString: 'toString',
  }
  const empties: Record<string, Uint8Array> = { empty: Buffer.alloc(0), zeros: Buffer.alloc(32) }
  return Object.entries(names).flatMap(([name, value]) => {
    const kid = (it: Target) => placed(value, String(it.header.kid))
    return [
      attack(`kid ${name}, rightly signed`, (it) => resigned(it, { header: { kid: kid(it) } })),
      ...Object.entries(empties).map(([key, bytes]) =>
        attack(`kid ${name}, signed with ${key}`, (it) =>
          withSignature(it, { header: { kid: kid(it), alg: 'HS256' } }, (input) =>
            hmac(bytes, input),
          ),
        ),
      ),
    ]
  })
}

/** The server's kid, in the shape that stands for it. */
function placed(value: unknown, kid: string): unknown {
  if (value === 'OTHER CASE') {
    return kid === kid.toUpperCase() ? kid.toLowerCase() : kid.toUpperCase()
  }
  return value === undefined
    ? undefined
    : JSON.parse(JSON.stringify(value).replaceAll('SERVER', kid))
}

function wrongSecrets({ secret, kind, pair }: Target): Attack[] {
  const byHand = (name: string, key: string | Uint8Array) =>
    attack(`signed with ${name}`, (it) =>
      withSignature(it, { header: { alg: 'HS256' } }, (input) => hmac(key, input)),
    )
  const other = kind === 'access' ? 'refresh' : 'access'
  return [
    byHand('AUTH_SECRET as it is', secret),
    byHand("AUTH_SECRET's bytes", Buffer.from(secret, 'base64url')),
    byHand('the key of the other kind', derivedKey(secret, other)),
    ...(pair ? [byHand('the key that HS256 would have', derivedKey(secret, kind))] : []),
    ...WEAK_SECRETS.flatMap((weak) => [
      byHand(`"${weak}"`, weak),
      attack(`signed as if AUTH_SECRET were "${weak}"`, (it) =>
        withSignature(it, { header: { alg: 'HS256', kid: derivedKid(weak, kind) } }, (input) =>
          hmac(derivedKey(weak, kind), input),
        ),
      ),
    ]),
    attack("another token's signature", (it) => {
      const stranger = encode(serverSignature(it, 'another input'))
      return withSignature(it, {}, () => stranger)
    }),
  ]
}

function attack(name: string, forge: Attack['forge']): Attack {
  return { name, forge }
}
