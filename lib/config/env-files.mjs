/**
 * The one reader of `.env.local` and its kin, for every script, and for the start of the app, which
 * holds what Next read against it. Next's own reader expands `$`, loses the first line behind a byte
 * order mark and takes UTF-16 for an empty file: a pepper with a `$` would be cut without an error, and
 * later no password verifies. So what the two would read differently is refused.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import util from 'node:util'

/** Why an env file cannot be taken, in a sentence that names it. */
export class EnvFileError extends Error {
  name = 'EnvFileError'
  code = 'ENV_FILE'
}

/** The settings of this app; what else is in a file is the clone's own, and Next's to expand. */
const OURS =
  /^((AUTH|BCRYPT|DATABASE)_\w+|APP_URL|HOSTNAME|MAIL_FROM|METRICS_TOKEN|PORT|RATE_LIMIT|SMTP_URL|TRUSTED_PROXIES|WEB_CONCURRENCY)$/

/** The files Next reads, the strongest first; what the environment itself says is stronger still. */
export const envFiles = (mode) => [`.env.${mode}.local`, '.env.local', `.env.${mode}`, '.env']

/**
 * The settings that the env files make.
 *
 * @param {string} root the folder they are in
 * @param {'production' | 'development'} mode
 * @returns {Record<string, string>}
 * @throws EnvFileError
 */
export function fileSettings(root, mode) {
  const settings = {}
  for (const name of envFiles(mode).reverse())
    Object.assign(settings, readEnvFile(join(root, name)))
  return settings
}

/**
 * The settings of one env file; none where there is no file.
 *
 * @throws EnvFileError
 */
export const readEnvFile = (file) => parseEnvText(readEnvText(file), file)

/** @throws EnvFileError where a setting would be read otherwise by Next, or by Docker Compose */
export function parseEnvText(text, file) {
  const settings = util.parseEnv(text)
  for (const [name, value] of Object.entries(settings)) {
    if (OURS.test(name) && value.includes('$')) {
      throw new EnvFileError(
        `${name} in ${file} holds a "$", which some readers of this file expand and some do not. Set it in the environment instead; in a URL, write %24.`,
      )
    }
  }
  return settings
}

/**
 * The text of an env file; nothing where there is no file.
 *
 * @throws EnvFileError
 */
export function readEnvText(file) {
  const bytes = readIfThere(file)
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    throw new EnvFileError(
      `${file} starts with a byte order mark, which hides its first line. Save it as UTF-8 without one.`,
    )
  }
  try {
    if (bytes.includes(0)) throw new TypeError('UTF-16')
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new EnvFileError(
      `${file} is not UTF-8, so that nothing in it counts. Save it as UTF-8 without a byte order mark; Windows PowerShell writes UTF-16 by default.`,
    )
  }
}

function readIfThere(file) {
  try {
    return readFileSync(file)
  } catch (error) {
    if (error.code === 'ENOENT') return Buffer.alloc(0)
    throw new EnvFileError(
      `${file} cannot be read (${error.code}). Give it to the user that runs this: sudo chown "$(id -un)" ${file}`,
    )
  }
}
