// Machine: a clone need not edit this file.
/**
 * What a database URL says, read once: the app, the copy tool and `npm run users` decide on this
 * and hand exactly this to the driver, which never sees the URL. Two readers would differ: the
 * driver's takes the last of two `sslmode`, an empty one for none, and a `host` parameter for the
 * host, so that what was checked is not what is connected to, and a password goes out in the clear.
 *
 * Web APIs only and no imports: the edge, Node and the scripts all use it.
 */

/**
 * The database where DATABASE_URL is not set. It keeps this name when the app is renamed: under another
 * one a running app would start on an empty database.
 */
export const DEFAULT_DATABASE_URL = 'file:./data/hallpass.db'

/**
 * @typedef {'verify-full' | 'no-verify' | 'disable'} Tls
 * @typedef {{ kind: 'sqlite', label: string, path: string }} SqliteAddress
 * @typedef {object} PostgresqlAddress
 * @property {'postgresql'} kind
 * @property {string} label for people: without the password and parameters
 * @property {string} host a name, an address without brackets, or the folder of a socket
 * @property {number} port
 * @property {string | undefined} user
 * @property {string | undefined} password
 * @property {string | undefined} database
 * @property {Tls} tls
 * @property {{ sslrootcert?: string, sslcert?: string, sslkey?: string }} files
 * @property {string | undefined} options what the server gets at the start of a connection
 * @property {boolean} channelBinding
 * @property {boolean} transactionPooler
 * @property {number} poolSize
 */

/** What `sslmode` may be. `require` verifies, too: encryption alone may lead to an attacker. */
const SSL_MODES = {
  disable: 'disable',
  'no-verify': 'no-verify',
  require: 'verify-full',
  'verify-ca': 'verify-full',
  'verify-full': 'verify-full',
}

/** Beside these, what hosts put into their URLs and is of no consequence here. */
const KNOWN = ['sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'channel_binding', 'options']
const OURS = ['pgbouncer', 'pool_size']
const HARMLESS = ['application_name', 'connect_timeout', 'connection_limit', 'schema', 'supa']

const POOL_SIZE = 10
const MAX_POOL_SIZE = 1000

/**
 * @param {string} databaseUrl
 * @returns {SqliteAddress | PostgresqlAddress | { kind: 'problem', message: string }} a problem never
 *   repeats the URL: the password of the database is in it
 */
export function readAddress(databaseUrl) {
  // The URL parser drops line breaks without an error, and a file's name ends at a NUL.
  if (/\p{Cc}/u.test(databaseUrl)) {
    return problem('contains a line break or another control character. Remove it.')
  }
  if (/^file:./.test(databaseUrl)) return sqliteAddress(databaseUrl)
  if (/^postgres(ql)?:\/\/./.test(databaseUrl)) return postgresqlAddress(databaseUrl)
  return problem(`must start with "file:", such as ${DEFAULT_DATABASE_URL}, or with "postgres://".`)
}

/**
 * Adds DATABASE_SSL and DATABASE_CA to a URL that the user of the app cannot change.
 *
 * @param {string} databaseUrl
 * @param {{ ssl?: string, ca?: string }} settings
 * @returns {{ url: string } | { name: string, message: string }}
 */
export function withTls(databaseUrl, { ssl, ca }) {
  // A URL with a fragment is refused where it is read: what is added here would be part of it.
  if ((!ssl && !ca) || databaseUrl.includes('#')) return { url: databaseUrl }
  if (databaseUrl.startsWith('file:')) {
    const name = ssl ? 'DATABASE_SSL' : 'DATABASE_CA'
    return { name, message: 'is for PostgreSQL, and DATABASE_URL names a file. Remove it.' }
  }
  if (ssl && !Object.hasOwn(SSL_MODES, ssl)) {
    return {
      name: 'DATABASE_SSL',
      message: `must be ${modes}. Remove it where DATABASE_URL says it.`,
    }
  }
  const [start = '', query = ''] = databaseUrl.split(/\?(.*)/s)
  const parameters = new URLSearchParams(query)
  for (const [name, parameter, value] of [
    ['DATABASE_SSL', 'sslmode', ssl],
    ['DATABASE_CA', 'sslrootcert', ca],
  ]) {
    if (!value) continue
    if (parameters.has(parameter) && parameters.get(parameter) !== value) {
      return { name, message: `differs from ${parameter} in DATABASE_URL. Remove one of the two.` }
    }
    parameters.set(parameter, value)
  }
  return { url: `${start}?${parameters}` }
}

const modes = '"verify-full", "no-verify" or "disable"'
const problem = (message) => ({ kind: /** @type {const} */ ('problem'), message })

/** @returns {SqliteAddress | ReturnType<typeof problem>} */
function sqliteAddress(databaseUrl) {
  const [, authority, path = ''] = /^file:(\/\/)?(.*)$/s.exec(databaseUrl) ?? []
  // They would become part of the file's name, and the app would run on an empty database.
  if (/[?#]/.test(path)) {
    return problem('has parameters, which a file takes none of. Remove all from the "?" or "#" on.')
  }
  if (path === '' || path.startsWith(':')) {
    return problem(`must name a file, such as ${DEFAULT_DATABASE_URL}.`)
  }
  if (/(^|[/\\])\.{0,2}$/.test(path)) {
    return problem(`names a folder. Add the name of a file, such as ${DEFAULT_DATABASE_URL}.`)
  }
  if (authority && !path.startsWith('/')) {
    return problem('names another machine after "file://". Write file:./path or file:///path.')
  }
  return { kind: 'sqlite', label: databaseUrl, path }
}

/** @returns {PostgresqlAddress | ReturnType<typeof problem>} */
function postgresqlAddress(databaseUrl) {
  const notAUrl = problem('is not a URL. Percent-encode special characters in its password.')
  // What follows it would be dropped, the way to get there among it.
  if (databaseUrl.includes('#')) {
    return problem(
      'has a "#", and what follows it would be ignored. Write it as %23, or remove it.',
    )
  }
  // `user@/database?host=/folder` is how a socket is written; the URL parser wants a host there.
  const socketForm = /^postgres(ql)?:\/\/[^/?#]*@\//.test(databaseUrl)
  const text = socketForm ? databaseUrl.replace('@/', '@localhost/') : databaseUrl
  if (!URL.canParse(text)) return notAUrl
  const url = new URL(text)
  const parameters = readParameters(url.searchParams)
  if ('message' in parameters) return parameters
  const { get } = parameters

  const whereTo = socketForm || url.hostname === '' ? get('host') : undefined
  if (get('host') !== undefined && !whereTo?.startsWith('/')) {
    return problem(
      'has a host parameter, which would lead elsewhere than it says. Name the host once, after "//".',
    )
  }
  const decoded = decode({
    host: whereTo ?? (url.hostname === '' ? 'localhost' : url.hostname.replace(/^\[(.*)\]$/, '$1')),
    user: url.username,
    password: url.password,
    database: url.pathname.slice(1),
  })
  if (!decoded) return notAUrl
  const { host, user, password, database } = decoded
  const isSocket = host.startsWith('/')
  if (!isSocket && !/^[\w.:-]+$/.test(host)) {
    return problem('must name one host, without special characters.')
  }
  const tls = tlsOf(get, isSocket || isThisMachine(host))
  if (typeof tls !== 'string') return tls
  const poolSize = Number(get('pool_size') ?? POOL_SIZE)
  if (!Number.isInteger(poolSize) || poolSize < 1 || poolSize > MAX_POOL_SIZE) {
    return problem(`has a pool_size that is no whole number from 1 to ${MAX_POOL_SIZE}.`)
  }
  const port = Number(url.port || 5432)
  return {
    kind: 'postgresql',
    label: `postgres://${user ? `${url.username}@` : ''}${isSocket ? host : url.host}/${database ?? ''}`,
    host,
    port,
    user,
    password,
    database,
    tls,
    files: {
      sslrootcert: get('sslrootcert'),
      sslcert: get('sslcert'),
      sslkey: get('sslkey'),
    },
    options: get('options'),
    channelBinding: get('channel_binding') !== undefined && get('channel_binding') !== 'disable',
    transactionPooler: get('pgbouncer') === 'true',
    poolSize,
  }
}

/** Each parameter once, with a value, and known: obeyed or refused, never ignored. */
function readParameters(searchParams) {
  const values = new Map()
  for (const [name, value] of searchParams) {
    if (values.has(name)) return problem(`has ${quoted(name)} twice. Say it once.`)
    if (value === '') return problem(`has an empty ${quoted(name)}. Give it a value, or remove it.`)
    if (![...KNOWN, ...OURS, ...HARMLESS, 'host'].includes(name)) {
      return problem(`has a parameter ${quoted(name)} that is not known here. Remove it.`)
    }
    values.set(name, value)
  }
  return { get: (name) => values.get(name) }
}

/** A parameter's name; what does not look like one may be a password in the wrong place. */
const quoted = (name) => (/^\w{1,30}$/.test(name) ? `"${name}"` : 'of a strange name')

/** @returns {Tls | ReturnType<typeof problem>} */
function tlsOf(get, stays) {
  const mode = get('sslmode') ?? (get('sslrootcert') ? 'verify-full' : undefined)
  if (mode === undefined) {
    // Password hashes must not cross a network in the clear (ASVS v5.0.0-12.3.1).
    return stays
      ? 'disable'
      : problem(
          'leads to another machine without saying how. Add ?sslmode=verify-full, or ?sslmode=disable where the network is private. Where the URL is not yours to change, set DATABASE_SSL to one of them.',
        )
  }
  // `prefer` and `allow` give up on encryption as soon as someone on the way asks for that.
  if (!Object.hasOwn(SSL_MODES, mode)) return problem(`must have sslmode=${modes}.`)
  return SSL_MODES[mode]
}

/** This machine, whatever a resolver answers. A resolver may look `db.localhost` up elsewhere. */
export function isThisMachine(host) {
  return (
    host === 'localhost' ||
    host === '::1' ||
    /^127(\.(\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])){3}$/.test(host)
  )
}

/** @returns {{ host: string, user?: string, password?: string, database?: string } | undefined} */
function decode(parts) {
  try {
    return Object.fromEntries(
      Object.entries(parts).map(([name, text]) => [name, decodeURIComponent(text) || undefined]),
    )
  } catch {
    return undefined
  }
}
