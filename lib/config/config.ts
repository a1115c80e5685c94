/**
 * Reads the settings (lib/config/settings.ts) from the environment; it runs in Node and on the edge.
 *
 * `parseConfig` is pure: an environment in, settings or a list of problems out. A wrong value stops
 * the start with one line that names the variable, says what is wrong and what to do.
 */

import { NAME } from '../brand'
import { isLocal, portOf } from './app-url'
import { type Rows, readValue, type Values } from './kinds'
import { foreignNames, misspelt } from './names'
import { type ConfigProblem, completeDatabaseUrl, disagreements } from './rules'
import { SETTINGS } from './settings'
import { type PrivateJwk, parseSigningKeys } from './signing-keys'

export type { ConfigProblem }

type Settings = Values<typeof SETTINGS>

/** Every setting by its key, and what follows from them. */
export type Config = Omit<Settings, 'issuer' | 'signingKeys' | 'emailVerification' | 'mailFrom'> & {
  issuer: string
  /** The origin that links in mail begin with. */
  publicOrigin: string
  emailVerification: NonNullable<Settings['emailVerification']>
  mailFrom: string
  /** The pairs for access tokens, the first of which signs; none under HS256. */
  signingKeys: PrivateJwk[]
  /** True where `appUrl` is https: `Secure` cookies with the `__Host-` prefix, and HSTS. */
  secure: boolean
  /** The port in the address bar; over http the names of the cookies carry it. */
  publicPort: number
}

export class ConfigError extends Error {
  override name = 'ConfigError'
  readonly problems: ConfigProblem[]

  constructor(problems: ConfigProblem[]) {
    super(problems.map((problem) => `${problem.name} ${problem.message}`).join('\n'))
    this.problems = problems
  }
}

export type Environment = Record<string, string | undefined>

type Parsed<Value> = { ok: true; config: Value } | { ok: false; problems: ConfigProblem[] }

/**
 * Reads settings from an environment. An empty value counts as unset.
 *
 * @returns the settings, or every problem found, each with the variable's name.
 */
export function parseConfig(environment: Environment): Parsed<Config> {
  const present = presentIn(environment)
  const { values, problems: own } = readRows(SETTINGS, present)
  const problems = [
    ...misspelt(namesOf(SETTINGS), present),
    ...own,
    ...disagreements(values, new Set(own.map(({ name }) => name))),
  ]
  return problems.length > 0 ? { ok: false, problems } : { ok: true, config: complete(values) }
}

/** Reads each setting of a table by itself; one with a problem has its default. */
function readRows<R extends Rows>(rows: R, present: Environment) {
  const problems: ConfigProblem[] = []
  const values = Object.entries(rows).map(([key, row]) => {
    const text = present[row.name]
    if (text === undefined) {
      if (row.missing) problems.push({ name: row.name, message: row.missing })
      return [key, row.default]
    }
    const read = readValue(row, text)
    if ('value' in read) return [key, read.value]
    problems.push({ name: row.name, message: read.message })
    return [key, row.default]
  })
  return { values: Object.fromEntries(values) as Values<R>, problems }
}

/** What follows from settings that are all good. */
function complete(settings: Settings): Config {
  const { appUrl, algorithm, issuer, signingKeys } = settings
  const database = completeDatabaseUrl(settings)
  const keys =
    algorithm === 'HS256' || signingKeys === null ? null : parseSigningKeys(signingKeys, algorithm)
  const publicOrigin = appUrl ?? `http://localhost:${settings.port}`
  return {
    ...settings,
    publicOrigin,
    emailVerification:
      settings.emailVerification ?? (settings.smtpUrl === null ? 'optional' : 'required'),
    mailFrom: settings.mailFrom ?? `${NAME} <no-reply@${new URL(publicOrigin).hostname}>`,
    databaseUrl: 'url' in database ? database.url : settings.databaseUrl,
    issuer: issuer ?? appUrl ?? `http://localhost:${SETTINGS.port.default}`,
    signingKeys: keys?.ok ? keys.keys : [],
    secure: appUrl?.startsWith('https:') ?? false,
    publicPort: appUrl === null ? settings.port : portOf(appUrl),
  }
}

const namesOf = (rows: Rows) => Object.values(rows).map(({ name }) => name)

const presentIn = (environment: Environment) =>
  Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  )

/** Some settings alone. @throws ConfigError where one of them is wrong */
export function readSettings<R extends Rows>(
  rows: R,
  environment: Environment = process.env,
): Values<R> {
  const { values, problems } = readRows(rows, presentIn(environment))
  if (problems.length > 0) throw new ConfigError(problems)
  return values
}

/** What stops nothing and is worth a word in the log. */
export function settingWarnings(environment: Environment = process.env): ConfigProblem[] {
  return foreignNames(namesOf(SETTINGS), presentIn(environment))
}

/** What a public app can start without and hardly be used without. */
export function missingSettings({ smtpUrl, appUrl }: Pick<Config, 'smtpUrl' | 'appUrl'>) {
  const message =
    'is not set: no mail is sent, so no one can choose a new password or verify an address. Set it (docs/mail.md).'
  return smtpUrl === null && !isLocal(appUrl) ? [{ name: SETTINGS.smtpUrl.name, message }] : []
}

/** @throws ConfigError where a setting is wrong */
export function readConfig(environment: Environment): Config {
  const parsed = parseConfig(environment)
  if (!parsed.ok) throw new ConfigError(parsed.problems)
  return parsed.config
}

let cached: Config | undefined

/**
 * The settings of this process, parsed once.
 *
 * @throws ConfigError when a setting is wrong; the start has checked before, so requests never see it.
 */
export function config(): Config {
  cached ??= readConfig(process.env)
  return cached
}

/** True while developing: React needs `eval` then, so the Content-Security-Policy allows it. */
export const isDevelopment = process.env.NODE_ENV === 'development'
