/**
 * Names in the environment that are no setting and look like one. A misspelt setting would otherwise
 * quietly do nothing: the app starts on an empty database, or believes a forged address.
 */

type Environment = Record<string, string | undefined>
type Named = { name: string; message: string }

/** Whatever begins like this is meant for this app. */
const OURS = /^(AUTH|BCRYPT|SMTP|MAIL)_/

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
}

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

/** What is worth a word and stops nothing: another product's name for a setting that has no value. */
export function foreignNames(present: Environment): Named[] {
  return Object.entries(ALIASES)
    .filter(([name, meant]) => present[name] !== undefined && present[meant] === undefined)
    .map(([name, meant]) => ({ name, message: `is not read. Did you mean ${meant}?` }))
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
  return settings.find((setting) => isSlip(plain(name), plain(setting)))
}

/** Case, underlines, and one for many are the commonest slips. */
function plain(name: string): string {
  const letters = name.toUpperCase().replace(/[^A-Z0-9]/g, '')
  return letters.length > 6 ? letters.replace(/IES$/, 'Y').replace(/S$/, '') : letters
}

/** Shorter names are too close to everybody's: API_URL is no APP_URL. */
const LONG = 9

function isSlip(name: string, setting: string): boolean {
  if (name === setting) return true
  // Without the prefix, where two words are left.
  const bare = setting.replace(/^AUTH/, '')
  if (bare !== setting && bare.length > LONG && name === bare) return true
  if (Math.abs(name.length - setting.length) > 2) return false
  if (setting.length >= LONG) return distance(name, setting) <= 2
  return setting.length > 5 && name.length !== setting.length && distance(name, setting) === 1
}

/** How many letters to add, drop or change (Levenshtein). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= to.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[to.length] ?? 0
}
