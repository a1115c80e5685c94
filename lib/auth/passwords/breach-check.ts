// Machine: a clone need not edit this file.
/**
 * Asks a service whether a password has leaked somewhere, by k-anonymity (ASVS v5.0.0-6.2.12): only the first
 * five of the 40 digits of its SHA-1 leave, which thousands of other passwords share. The answer has the
 * rest of each listed one, padded with rows that count 0, so that its length says nothing either.
 *
 * It fails open: a service that is away must not keep anyone from choosing a password.
 */
import { createHash } from 'node:crypto'
import type { Config } from '../../config/config'
import { warnSampled } from '../../log/warn-sampled'

const PUBLIC_SERVICE = 'https://api.pwnedpasswords.com/range'
/** Until the whole answer is there, in milliseconds. */
const LIMIT = 1_000
/** In bytes, several times a padded answer. */
const MAX_ANSWER = 512 * 1_024
const PREFIX = 5
/** The rest of a SHA-1, and how often that password has leaked. */
const ROW = /^[0-9A-F]{35}:\d+$/

/** Has this password leaked, as far as the service of AUTH_BREACH_CHECK knows? False where it is off or away. */
export async function isLeaked(
  password: string,
  { breachCheck }: Pick<Config, 'breachCheck'>,
): Promise<boolean> {
  if (breachCheck === 'off') return false
  const service = breachCheck === 'on' ? PUBLIC_SERVICE : breachCheck.replace(/\/+$/, '')
  // In the form that is hashed and stored, too.
  const digest = createHash('sha1').update(password.normalize('NFC')).digest('hex').toUpperCase()
  try {
    const rows = await rowsOf(`${service}/${digest.slice(0, PREFIX)}`)
    const [, count] = rows.find(([rest]) => rest === digest.slice(PREFIX)) ?? []
    return Number(count ?? 0) > 0
  } catch (error) {
    warnSampled({ event: 'breach_check_failed', reason: reasonOf(error) })
    return false
  }
}

/** @throws where no whole answer of the known shape comes in time. */
async function rowsOf(url: string): Promise<string[][]> {
  const response = await fetch(url, {
    headers: { 'Add-Padding': 'true' },
    // Another address has not been chosen by anyone.
    redirect: 'error',
    cache: 'no-store',
    signal: AbortSignal.timeout(LIMIT),
  })
  if (response.status !== 200) {
    await response.body?.cancel()
    throw new Error(`The service answered ${response.status}.`)
  }
  const chunks: Uint8Array[] = []
  let size = 0
  // Leaving the loop cancels the stream.
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > MAX_ANSWER) throw new Error('The answer is too long.')
    chunks.push(chunk)
  }
  const lines = Buffer.concat(chunks).toString('latin1').toUpperCase().trim().split(/\r?\n/)
  if (!lines.every((line) => ROW.test(line))) throw new Error('The answer has another shape.')
  return lines.map((line) => line.split(':'))
}

/** Without the URL, which no message of these has. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (!(cause instanceof Error)) return String(cause)
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message
}
