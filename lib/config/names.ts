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
  SMTP_URL: ['MAIL_URL', 'SMTP_HOST', 'SMTP_PORT', 'SMTP_USER', 'SMTP_PASS', 'SMTP_PASSWORD'],
  MAIL_FROM: ['SMTP_FROM', 'EMAIL_FROM'],
}

/** Without the prefix these are words that other programs and platforms use for themselves. */
const COMMON_WORDS = ['SECRET', 'ISSUER', 'AUDIENCE', 'ALGORITHM', 'MAX_SESSIONS']

/** Settings that protect, with more behind them: no platform sets such names. */
const PROTECTIVE: Record<string, RegExp> = {
  TRUSTED_PROXIES: /^TRUSTED_PROX/,
  DATABASE_SSL: /^DATABASE_SSL/,
  DATABASE_CA: /^DATABASE_CA_/,
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
      sorted(name) === sorted(setting) ||
      isNear(plain(name), plain(setting)) ||
      (!COMMON_WORDS.includes(bare) && plain(name) === plain(bare)) ||
      PROTECTIVE[setting]?.test(name.toUpperCase())
    )
  })
}

const letters = (name: string) => name.toUpperCase().replace(/[^A-Z0-9]/g, '')

/** The letters in one order: two that are swapped, and words in another order, are the same. */
const sorted = (name: string) => [...letters(name)].sort().join('')

/** Without the commonest slips: case, underlines, a letter twice, one for many. */
const plain = (name: string) =>
  letters(name)
    .replace(/(.)\1+/g, '$1')
    .replace(/(?<=.{4})IES$/, 'Y')
    .replace(/(?<=.{5})S$/, '')

const withoutPrefix = (setting: string) => setting.replace(/^AUTH_/, '')

/** In a shorter name, another letter makes the name of another program: API_URL is no APP_URL. */
const LONG = 9

/** Are they the same but for one letter more, less or other? */
function isNear(name: string, setting: string): boolean {
  if (name === setting) return true
  // OAUTH_ISSUER is a setting of something else.
  if (setting.length < LONG || name.startsWith('OAUTH')) return false
  const longest = Math.max(name.length, setting.length)
  if (longest - Math.min(name.length, setting.length) > 1) return false
  const start = sharedStart([...name], [...setting])
  const end = sharedStart([...name].reverse(), [...setting].reverse())
  return start + end >= longest - 1
}

/** How many letters two texts begin with alike. */
function sharedStart(a: string[], b: string[]): number {
  const at = a.findIndex((letter, index) => letter !== b[index])
  return at < 0 ? a.length : at
}
