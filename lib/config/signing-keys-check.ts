import { calculateJwkThumbprint, importJWK } from 'jose'
import { type Config, ConfigError } from './config'
import { importableJwk, type PrivateJwk, publicJwk } from './signing-keys'

/**
 * What it takes cryptography to find out about signing keys, once a start: is `kid` the thumbprint
 * (RFC 7638), so that a name can never be given to another key; and do the private and the public
 * half belong together, so that every signature can be verified.
 *
 * @returns one sentence a problem, to follow the variable's name.
 */
export async function checkSigningKeys(keys: PrivateJwk[]): Promise<string[]> {
  const problems = await Promise.all(
    keys.map(async (jwk, index) => {
      const kid = await calculateJwkThumbprint(publicJwk(jwk))
      if (jwk.kid !== kid) {
        return [`key ${index + 1} must have its RFC 7638 thumbprint as kid: ${kid}`]
      }
      return (await isPair(jwk))
        ? []
        : [`key ${index + 1} is damaged: its private and its public part do not belong together.`]
    }),
  )
  return problems.flat()
}

/**
 * Checks the keys of the settings, for the start of the app and for `npm start` before a build.
 *
 * @throws ConfigError where a signing key is not what its members claim.
 */
export async function checkKeys({ signingKeys }: Config): Promise<void> {
  const problems = await checkSigningKeys(signingKeys)
  if (problems.length === 0) return
  throw new ConfigError(problems.map((message) => ({ name: 'AUTH_SIGNING_KEYS', message })))
}

const PARAMETERS = {
  Ed25519: 'Ed25519',
  ES256: { name: 'ECDSA', hash: 'SHA-256' },
  PS256: { name: 'RSA-PSS', saltLength: 32 },
}

async function isPair(jwk: PrivateJwk): Promise<boolean> {
  const parameters = PARAMETERS[jwk.alg]
  const message = crypto.getRandomValues(new Uint8Array(32))
  try {
    const [own, shown] = await Promise.all([
      importJWK(importableJwk(jwk), jwk.alg),
      importJWK(publicJwk(jwk), jwk.alg),
    ])
    const signature = await crypto.subtle.sign(parameters, own as CryptoKey, message)
    return await crypto.subtle.verify(parameters, shown as CryptoKey, signature, message)
  } catch {
    return false
  }
}
