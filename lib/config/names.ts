/**
 * Names in the environment that are no setting and look like one. A misspelt setting would otherwise
 * quietly do nothing: the app starts on an empty database, or believes a forged address.
 */

type Environment = Record<string, string | undefined>
type Named = { name: string; message: string }

/** A name like this is meant for this app: a setting that this release does not have is refused, not ignored. */
const OURS = /^((AUTH|BCRYPT|SMTP|MAIL)_|RATE_LIMIT$)/

/** What other products call the same thing: common, and set by platforms too, so only worth a word. */
const ALIASES: Record<string, string> = {
  DB_URL: 'DATABASE_URL',
  DB_URI: 'DATABASE_URL',
  POSTGRES_URL: 'DATABASE_URL',
  POSTGRESQL_URL: 'DATABASE_URL',
  APP_URI: 'APP_URL',
  BASE_URL: 'APP_URL',
  PUBLIC_URL: 'APP_URL',
  SITE_URL: 'APP_URL',
  NEXTAUTH_URL: 'APP_URL',
  NEXTAUTH_SECRET: 'AUTH_SECRET',
  JWT_SECRET: 'AUTH_SECRET',
  TRUST_PROXY: 'TRUSTED_PROXIES',
  DB_SSL: 'DATABASE_SSL',
  DB_SSLMODE: 'DATABASE_SSL',
  HASH_COST: 'BCRYPT_COST',
  SALT_ROUNDS: 'BCRYPT_COST',
}

/** Without the prefix these are words that other programs and platforms use for themselves. */
const COMMON_WORDS = ['SECRET', 'ISSUER', 'AUDIENCE', 'ALGORITHM', 'MAX_SESSIONS']

/**
 * Settings that protect, under names that no platform sets: what has their words and more is meant
 * for them. TRUSTED_PROXIES_COUNT, PROXIES_TRUSTED, DATABASE_SSLMODE.
 */
const PROTECTIVE = ['TRUSTED_PROXIES', 'DATABASE_SSL', 'DATABASE_CA']

/**
 * What has to be corrected before the start: what begins like a setting of ours and is none, and what
 * is a slip away from a setting that has no value.
 *
 * @param settings every name there is.
 * @param present what is set, without empty values.
 */
export function misspelt(settings: string[], present: Environment): Named[] {
  return Object.entries(present).flatMap(([name, value]) => {
    if (settings.includes(name) || isServiceVariable(name, value ?? '')) return []
    const meant = nearest(settings, name)
    if (OURS.test(name)) {
      const hint = meant ? ` Did you mean ${meant}?` : ''
      return {
        name,
        message: `is not a setting of this release.${hint} Check its spelling against .env.example, or remove it.`,
      }
    }
    // With the right one set, the other belongs to something else.
    if (!meant || present[meant] !== undefined || name in ALIASES) return []
    return {
      name,
      message: `is not a setting. Did you mean ${meant}? Rename it; where it belongs to something else, set ${meant}, too.`,
    }
  })
}

/**
 * What is worth a word and stops nothing: another program's name for a setting that has no value, and
 * a setting's name with something before or behind it (NEXT_PUBLIC_APP_URL, DATABASE_URL_UNPOOLED).
 */
export function foreignNames(settings: string[], present: Environment): Named[] {
  return Object.entries(present).flatMap(([name, value]) => {
    if (settings.includes(name) || OURS.test(name) || isServiceVariable(name, value ?? ''))
      return []
    const meant = ALIASES[name] ?? settings.find((setting) => isPartOf(name, setting))
    if (!meant || present[meant] !== undefined) return []
    return [{ name, message: `is not read. Did you mean ${meant}?` }]
  })
}

function isPartOf(name: string, setting: string): boolean {
  const bare = withoutPrefix(setting)
  if (COMMON_WORDS.includes(bare) && name === bare) return true
  // PORT is part of everything.
  return [setting, bare].some(
    (part) => part.includes('_') && (name.startsWith(`${part}_`) || name.endsWith(`_${part}`)),
  )
}

/**
 * What Kubernetes and Docker set in every container for a service that is called `auth` or `smtp`:
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
  return settings.find(
    (setting) =>
      isSlip(letters(name), letters(setting)) ||
      isSlip(plain(name), plain(setting)) ||
      lacksPrefix(name, setting) ||
      (PROTECTIVE.includes(setting) && hasWordsOf(name, setting)),
  )
}

/** Case, underlines, and one for many are the commonest slips. */
const letters = (name: string) => name.toUpperCase().replace(/[^A-Z0-9]/g, '')

const singular = (word: string) =>
  word.length > 6 ? word.replace(/IES$/, 'Y').replace(/S$/, '') : word

const withoutPrefix = (setting: string) => setting.replace(/^AUTH_/, '')

function lacksPrefix(name: string, setting: string): boolean {
  const bare = withoutPrefix(setting)
  return bare !== setting && !COMMON_WORDS.includes(bare) && plain(name) === plain(bare)
}

const plain = (name: string) => singular(letters(name))

function hasWordsOf(name: string, setting: string): boolean {
  const words = name.toUpperCase().split('_').map(singular)
  return (
    setting
      .split('_')
      .map(singular)
      // SSLMODE begins with SSL; CACHE and CATALOG are no CA.
      .every((part) =>
        words.some((word) => word === part || (part.length > 2 && word.startsWith(part))),
      )
  )
}

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
