/** Tokens that are rightly signed and still not good: their claims, and their kind. */
import type { Attack } from '.'
import { encode, resigned, serverSignature, type Target } from './target'

const NUMBERS = ['gen', 'iat', 'exp']

export function CLAIM_ATTACKS(target: Target): Attack[] {
  return [...missing(target), ...wrongTypes(target), ...wrongValues(target), ...otherKinds(target)]
}

const signed = (name: string, claims: object): Attack => ({
  name: `rightly signed, ${name}`,
  forge: (target) => resigned(target, { claims: claims as Target['claims'] }),
})

function missing({ claims }: Target): Attack[] {
  return Object.keys(claims).map((name) => signed(`without ${name}`, { [name]: undefined }))
}

function wrongTypes({ claims }: Target): Attack[] {
  return Object.entries(claims).flatMap(([name, value]) => {
    const wrong = NUMBERS.includes(name)
      ? [null, true, '', String(value), [value], {}, Number(value) + 0.5]
      : [null, true, '', 1, [value], [], {}, { 0: 'x' }]
    return wrong.map((other) => signed(`${name} is ${JSON.stringify(other)}`, { [name]: other }))
  })
}

function wrongValues({ claims, kind }: Target): Attack[] {
  const { iss, aud, exp } = claims
  const now = Math.floor(Date.now() / 1000)
  return [
    signed('an audience among others', { aud: [aud, 'other'] }),
    signed('an audience that ours begins', { aud: `${aud}/more` }),
    signed('an audience that begins ours', { aud: String(aud).slice(0, -1) }),
    signed('an audience in capitals', { aud: String(aud).toUpperCase() }),
    signed('every audience', { aud: '*' }),
    signed('an issuer with a slash more', { iss: `${iss}/` }),
    signed('an issuer in capitals', { iss: String(iss).toUpperCase() }),
    signed('another issuer', { iss: 'https://issuer.example' }),
    signed('an end that has passed', { exp: Math.min(now, Number(claims.iat)) - 3600 }),
    signed('an end at the beginning of time', { exp: 0 }),
    signed('an end before it', { exp: -1 }),
    signed('not good before tomorrow', { nbf: Number(exp) + 86_400 }),
    signed('not good before words', { nbf: 'now' }),
    signed('a generation below zero', { gen: -1 }),
    signed('a generation beyond counting', { gen: 2 ** 53 }),
    ...(kind === 'access' ? [signed('another client', { client_id: 'another-client' })] : []),
  ]
}

/** Each other kind of token in the place of this one, as it is and dressed up. */
function otherKinds({ others }: Target): Attack[] {
  return Object.entries(others).flatMap(([name, token]) => {
    const [, payload = ''] = token.split('.')
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
    return [
      { name: `${name} in its place`, forge: () => token },
      {
        name: `${name} under this header, with its own signature`,
        forge: (it: Target) => `${it.token.split('.')[0]}.${token.split('.').slice(1).join('.')}`,
      },
      {
        name: `${name}'s claims, signed as this kind`,
        forge: (it: Target) => {
          const input = `${encode(JSON.stringify(it.header))}.${encode(JSON.stringify(claims))}`
          return `${input}.${encode(serverSignature(it, input))}`
        },
      },
    ]
  })
}
