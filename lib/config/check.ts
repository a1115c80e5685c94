/** What of the settings takes time to check, for the start of the app and for `npm start` before a build. */

import { type Config, ConfigError } from './config'
import { checkSigningKeys } from './signing-keys-check'

/** @throws ConfigError where a signing key is not what it says it is. */
export async function checkKeys({ signingKeys }: Config): Promise<void> {
  const problems = await checkSigningKeys(signingKeys)
  if (problems.length === 0) return
  throw new ConfigError(problems.map((message) => ({ name: 'AUTH_SIGNING_KEYS', message })))
}
