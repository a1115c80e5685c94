/**
 * Names in the environment that are no setting and look like one. A misspelt setting would otherwise
 * do nothing: the app starts on an empty database, or believes a forged address
 * (docs/decisions/0004-unknown-settings-are-refused.md).
 */

type Environment = Record<string, string | undefined>
type Named = { name: string; message: string }

/** A name like this is meant for this app: one that this release does not have is refused. */
const OURS = /^(AUTH|BCRYPT)_/

/** What other products call the same thing: common, and set by platforms too, so only a warning. */
const ALIASES: Record<string, string[]> = {
  DATABASE_URL: ['DB_URL', 'DB_URI', 'POSTGRES_URL', 'POSTGRESQL_URL'],
  DATABASE_SSL: ['DB_SSL', 'DB_SSLMODE'],
  APP_URL: ['APP_URI', 'BASE_URL', 'PUBLIC_URL', 'SITE_URL', 'NEXTAUTH_URL'],
  AUTH_SECRET: ['NEXTAUTH_SECRET', 'JWT_SECRET'],
  TRUSTED_PROXIES: ['TRUST_PROXY'],
  BCRYPT_COST: ['HASH_COST', 'SALT_ROUNDS'],
}

/** Without the prefix these are words that other programs and platforms use for themselves. */
const COMMON_WORDS = ['SECRET', 'ISSUER', 'AUDIENCE', 'ALGORITHM', 'MAX_SESSIONS']

/** Settings that protect, by their words in any order and with more: no platform sets such names. */
const PROTECTIVE: Record<string, RegExp> = {
  TRUSTED_PROXIES: /TRUSTED.*PROX|PROX.*TRUSTED/,
  DATABASE_SSL: /DATABASE.*_SSL|SSL.*DATABASE/,
  DATABASE_CA: /DATABASE.*_CA(_|$)|^CA_.*DATABASE/,
}

/**
 * What has to be corrected before the start: what begins like a setting of ours and is none, and what
 * is a slip away from a setting that has no value.
 *
 * @param settings every name there is.
 * @param present what is set, without empty values.
 */
export function misspelt(settings: string[], present: Environment): Named[] {
  return strangers(settings, present).flatMap((name) => {
    const meant = nearest(settings, name)
    if (OURS.test(name)) {
      const hint = meant ? ` Did you mean ${meant}?` : ''
      return {
        name,
        message: `is not a setting of this release.${hint} Check its spelling against .env.example, or remove it.`,
      }
    }
    // With the right one set, the other belongs to something else.
    if (!meant || present[meant] !== undefined || aliasOf(name)) return []
    return {
      name,
      message: `is not a setting. Did you mean ${meant}? Rename it; where it belongs to something else, set ${meant}, too.`,
    }
  })
}

/**
 * What is worth a warning and stops nothing: another program's name for a setting that has no value, and
 * a setting's name with something before or behind it (NEXT_PUBLIC_APP_URL, DATABASE_URL_UNPOOLED).
 */
export function foreignNames(settings: string[], present: Environment): Named[] {
  return strangers(settings, present).flatMap((name) => {
    const meant = aliasOf(name) ?? settings.find((setting) => isPartOf(name, setting))
    if (OURS.test(name) || !meant || present[meant] !== undefined) return []
    return { name, message: `is not read. Did you mean ${meant}?` }
  })
}

const strangers = (settings: string[], present: Environment) =>
  Object.entries(present)
    .filter(([name, value]) => !settings.includes(name) && !isServiceVariable(name, value ?? ''))
    .map(([name]) => name)

const aliasOf = (name: string) =>
  Object.keys(ALIASES).find((setting) => ALIASES[setting]?.includes(name))

function isPartOf(name: string, setting: string): boolean {
  const bare = withoutPrefix(setting)
  if (COMMON_WORDS.includes(bare) && name === bare) return true
  // PORT is part of everything.
  return [setting, bare].some(
    (part) => part.includes('_') && (name.startsWith(`${part}_`) || name.endsWith(`_${part}`)),
  )
}

/**
 * What Kubernetes and Docker set in every container for a service that is called `auth`:
 * AUTH_PORT=tcp://10.0.0.1:80, AUTH_SERVICE_HOST, AUTH_PORT_80_TCP_ADDR. Known by name and value, so
 * that no setting hides behind it.
 */
function isServiceVariable(name: string, value: string): boolean {
  if (/_SERVICE_HOST$|_PORT_\d+_(TCP|UDP|SCTP)_ADDR$/.test(name))
    return /^[\da-fA-F.:]+$/.test(value)
  if (/_SERVICE_PORT(_\w+)?$|_PORT_\d+_(TCP|UDP|SCTP)_PORT$/.test(name)) return /^\d+$/.test(value)
  if (/_PORT$|_PORT_\d+_(TCP|UDP|SCTP)$/.test(name)) return /^(tcp|udp|sctp):\/\//.test(value)
  return /_PORT_\d+_(TCP|UDP|SCTP)_PROTO$/.test(name) && /^(tcp|udp|sctp)$/.test(value)
}

/** The setting that a name is a slip away from. */
function nearest(settings: string[], name: string): string | undefined {
  return settings.find((setting) => {
    const bare = withoutPrefix(setting)
    return (
      isSlip(letters(name), letters(setting)) ||
      isSlip(singular(name), singular(setting)) ||
      (!COMMON_WORDS.includes(bare) && singular(name) === singular(bare)) ||
      PROTECTIVE[setting]?.test(name.toUpperCase())
    )
  })
}

/** Case, underlines, and one for many are the commonest slips. */
const letters = (name: string) => name.toUpperCase().replace(/[^A-Z0-9]/g, '')
const singular = (name: string) =>
  letters(name)
    .replace(/(?<=.{4})IES$/, 'Y')
    .replace(/(?<=.{6})S$/, '')

const withoutPrefix = (setting: string) => setting.replace(/^AUTH_/, '')

/** Shorter names are too close to those of other programs: API_URL is no APP_URL. */
const LONG = 9

function isSlip(name: string, setting: string): boolean {
  if (name === setting) return true
  // OAUTH_ISSUER is a setting of something else.
  if (Math.abs(name.length - setting.length) > 2 || name.startsWith('OAUTH')) return false
  // DATABASE_DSN and DATABASE are no DATABASE_SSL and DATABASE_CA: their last words are short.
  const slips = setting.startsWith('DATABASE') ? 1 : 2
  const slipsMade = distance(name, setting)
  return setting.length >= LONG
    ? slipsMade <= slips
    : slipsMade === 1 && isSlipOfShort(name, setting)
}

const KEY_ROWS = ['QWERTYUIOP', 'ASDFGHJKL', 'ZXCVBNM']

/** A letter more or less, swapped, doubled, or of the key beside; API_URL and PORTS are other names. */
function isSlipOfShort(name: string, setting: string): boolean {
  const lettersOf = (text: string) => [...new Set(text)].sort().join('')
  if (lettersOf(name) === lettersOf(setting)) return true
  if (name.length !== setting.length) return setting.length > 5
  const at = [...name].findIndex((letter, index) => letter !== setting[index])
  const [typed = '', meant = ''] = [name[at], setting[at]]
  return KEY_ROWS.some((row) => row.includes(typed + meant) || row.includes(meant + typed))
}

/** How many letters to add, drop, change or swap with their neighbour (Damerau and Levenshtein). */
function distance(from: string, to: string): number {
  const rows = [Array.from({ length: to.length + 1 }, (_, index) => index)]
  const at = (i: number, j: number) => rows[i]?.[j] ?? 0
  for (let i = 1; i <= from.length; i += 1) {
    rows.push([i])
    for (let j = 1; j <= to.length; j += 1) {
      const change = at(i - 1, j - 1) + (from[i - 1] === to[j - 1] ? 0 : 1)
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      const swap = swapped ? at(i - 2, j - 2) + 1 : change
      rows[i]?.push(Math.min(change, swap, at(i - 1, j) + 1, at(i, j - 1) + 1))
    }
  }
  return at(from.length, to.length)
}
