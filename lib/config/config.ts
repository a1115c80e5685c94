/**
 * The settings. This file is the only reader of `process.env`; it runs in Node and on the edge.
 *
 * `parseConfig` is pure: an environment in, settings or a list of problems out. A wrong value stops
 * the start with one line that names the variable, says what is wrong and what to do; nothing
 * falls back quietly.
 */

import { z } from 'zod'
import { REFRESH_REQUEST_TIMEOUT } from '../auth/sessions/rotation'
import { AUDIENCE } from '../brand'
import { isLoopbackHost, parseAppUrl, portOf } from './app-url'
import { databaseSettings, parseDatabase } from './database'
import { type KeyConfig, keySettings, parseKeys } from './keys'
import { foreignNames, misspelt } from './names'
import { invisibleCharacters, isIssuer } from './text'

const DEFAULT_PORT = 3000

/** Durations are in seconds. */
export type Config = KeyConfig & {
  /** The public origin, or null: any loopback origin equal to the Host header. */
  appUrl: string | null
  /** True where `appUrl` is https: `Secure` cookies with the `__Host-` prefix, and HSTS. */
  secure: boolean
  /** The port in the address bar; over http the names of the cookies carry it. */
  publicPort: number
  issuer: string
  audience: string
  accessTokenTtl: number
  /** Idle limit of a session. */
  refreshTokenTtl: number
  /** Absolute limit of a session. */
  sessionMaxAge: number
  refreshGrace: number
  refreshCoalesce: number
  reuseScope: 'user' | 'session'
  /** What a sign-out has the browser forget beside the cookie. */
  signOutClears: 'storage' | 'nothing'
  revocation: 'immediate' | 'stateless'
  /** Living sessions of a person; a new one beyond it ends the oldest. */
  maxSessions: number
  /** For how long a password check counts as recent. */
  stepUpTtl: number
  passwordMinLength: number
  bcryptCost: number
  bcryptThreads: number | null
  databaseUrl: string
  trustedProxies: number
  /** How many processes serve on this machine; they share its cores. */
  webConcurrency: number
}

/** One wrong setting, in a sentence fit for a terminal. */
export type ConfigProblem = { name: string; message: string }

export class ConfigError extends Error {
  override name = 'ConfigError'
  readonly problems: ConfigProblem[]

  constructor(problems: ConfigProblem[]) {
    super(problems.map((problem) => `${problem.name} ${problem.message}`).join('\n'))
    this.problems = problems
  }
}

type Environment = Record<string, string | undefined>

const seconds = (fallback: number, min: number, max: number) =>
  wholeNumber(min, max, ' seconds').default(fallback)

function wholeNumber(min: number, max: number, unit = '') {
  const message = `must be a whole number from ${min} to ${max}${unit}. Correct it, or remove it for the default.`
  return z
    .string()
    .regex(/^\d{1,9}$/, message)
    .transform(Number)
    .refine((value) => value >= min && value <= max, message)
}

/** A choice that has one value for now: any other is refused, not ignored. */
const only = (value: string) =>
  z
    .literal(value, `can only be "${value}" in this release. Remove it or set it to "${value}".`)
    .optional()

const schema = z.object({
  APP_URL: z.string().optional(),
  ...keySettings,
  AUTH_EMAIL_VERIFICATION: only('optional'),
  RATE_LIMIT: only('off'),
  AUTH_ISSUER: z
    .string()
    .refine(isIssuer, 'must be a web address and nothing more, such as https://app.example.com.')
    .optional(),
  AUTH_AUDIENCE: z
    .string()
    .max(200, 'must be at most 200 characters long.')
    .refine((value) => value === value.trim(), 'must not be blank, or begin or end with a blank.')
    .default(AUDIENCE),
  AUTH_ACCESS_TOKEN_TTL: seconds(900, 1, 86_400),
  AUTH_REFRESH_TOKEN_TTL: seconds(604_800, 60, 31_536_000),
  AUTH_SESSION_MAX_AGE: seconds(2_592_000, 60, 31_536_000),
  AUTH_REFRESH_GRACE: seconds(30, 0, 600),
  AUTH_REFRESH_COALESCE: seconds(60, 0, 3_600),
  AUTH_REUSE_SCOPE: z
    .enum(
      ['user', 'session'],
      'must be "user" (reuse ends all sessions of the user) or "session" (only that one).',
    )
    .default('user'),
  AUTH_REVOCATION: z
    .enum(
      ['immediate', 'stateless'],
      'must be "immediate" (an ended session is refused at its next request) or "stateless" (its access token works until it expires).',
    )
    .default('immediate'),
  // All of them are shown in one list, so their number has an end.
  AUTH_MAX_SESSIONS: wholeNumber(1, 200, ' sessions').default(100),
  AUTH_SIGN_OUT_CLEARS: z
    .enum(
      ['storage', 'nothing'],
      'must be "storage" (a sign-out empties localStorage, IndexedDB and the like) or "nothing" (the app clears what it stores by itself).',
    )
    .default('storage'),
  AUTH_STEP_UP_TTL: seconds(600, 30, 86_400),
  AUTH_PASSWORD_MIN_LENGTH: wholeNumber(8, 64, ' characters').default(8),
  BCRYPT_COST: wholeNumber(4, 16).default(12),
  BCRYPT_THREADS: wholeNumber(1, 64).optional(),
  ...databaseSettings,
  TRUSTED_PROXIES: wholeNumber(0, 16).default(0),
  PORT: wholeNumber(1, 65_535).default(DEFAULT_PORT),
  WEB_CONCURRENCY: wholeNumber(1, 64).default(1),
})

/** The names of all settings that the app reads. */
export const SETTINGS = Object.keys(schema.shape)

/** With the one that only the start script reads. */
const NAMES = [...SETTINGS, 'HOSTNAME']

/**
 * Reads settings from an environment. An empty value counts as unset.
 *
 * @returns the settings, or every problem found, each with the variable's name.
 */
export function parseConfig(
  environment: Environment,
): { ok: true; config: Config } | { ok: false; problems: ConfigProblem[] } {
  const present = presentIn(environment)
  const appUrl = parseAppUrl(present.APP_URL)
  const keys = parseKeys(present)
  const database = parseDatabase(present)
  const parsed = schema.safeParse(present)
  const found = [
    ...misspelt(NAMES, present),
    ...(keys.ok ? [] : keys.problems),
    ...(appUrl.ok ? [] : [{ name: 'APP_URL', message: appUrl.message }]),
    ...(database.ok ? [] : [database.problem]),
    ...(parsed.success ? contradictions(parsed.data) : problemsOf(parsed.error)),
    ...(parsed.success && appUrl.ok ? cheapHash(parsed.data.BCRYPT_COST, appUrl.origin) : []),
  ]
  const problems = [...found, ...invisibleCharacters(NAMES, present, found)]
  if (!parsed.success || !appUrl.ok || !keys.ok || !database.ok || problems.length > 0) {
    return { ok: false, problems }
  }
  const env = parsed.data

  return {
    ok: true,
    config: {
      appUrl: appUrl.origin,
      secure: appUrl.origin?.startsWith('https:') ?? false,
      publicPort: appUrl.origin === null ? env.PORT : portOf(appUrl.origin),
      ...keys.keys,
      issuer: env.AUTH_ISSUER ?? appUrl.origin ?? `http://localhost:${DEFAULT_PORT}`,
      audience: env.AUTH_AUDIENCE,
      accessTokenTtl: env.AUTH_ACCESS_TOKEN_TTL,
      refreshTokenTtl: env.AUTH_REFRESH_TOKEN_TTL,
      sessionMaxAge: env.AUTH_SESSION_MAX_AGE,
      refreshGrace: env.AUTH_REFRESH_GRACE,
      refreshCoalesce: env.AUTH_REFRESH_COALESCE,
      reuseScope: env.AUTH_REUSE_SCOPE,
      signOutClears: env.AUTH_SIGN_OUT_CLEARS,
      revocation: env.AUTH_REVOCATION,
      maxSessions: env.AUTH_MAX_SESSIONS,
      stepUpTtl: env.AUTH_STEP_UP_TTL,
      passwordMinLength: env.AUTH_PASSWORD_MIN_LENGTH,
      bcryptCost: env.BCRYPT_COST,
      bcryptThreads: env.BCRYPT_THREADS ?? null,
      databaseUrl: database.url,
      trustedProxies: env.TRUSTED_PROXIES,
      webConcurrency: env.WEB_CONCURRENCY,
    },
  }
}

const presentIn = (environment: Environment) =>
  Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  )

/** What stops nothing and is worth a word in the log. */
export function settingWarnings(environment: Environment = process.env): ConfigProblem[] {
  return foreignNames(NAMES, presentIn(environment))
}

function problemsOf(error: z.ZodError): ConfigProblem[] {
  return error.issues.map(({ path, message }) => ({ name: String(path[0]), message }))
}

function contradictions(env: z.infer<typeof schema>): ConfigProblem[] {
  const problems: ConfigProblem[] = []
  const { AUTH_REFRESH_GRACE: grace, AUTH_REFRESH_COALESCE: coalesce } = env
  const strict = grace === 0 && coalesce === 0
  // Without any grace the second of two tabs supersedes the first at once, and the first looks like a thief.
  if (!strict && grace === 0) {
    problems.push({
      name: 'AUTH_REFRESH_GRACE',
      message:
        'must be at least 1 second, or 0 together with AUTH_REFRESH_COALESCE for strict rotation.',
    })
  }
  // A client that gave up waiting presents its old token again after the time-out. Were another
  // rotation possible by then, that honest retry would be two generations behind: a false alarm.
  if (!strict && coalesce < grace + REFRESH_REQUEST_TIMEOUT) {
    problems.push({
      name: 'AUTH_REFRESH_COALESCE',
      message: `must be at least AUTH_REFRESH_GRACE + ${REFRESH_REQUEST_TIMEOUT} seconds (${grace + REFRESH_REQUEST_TIMEOUT}), or both must be 0 for strict rotation.`,
    })
  }
  if (env.AUTH_REFRESH_TOKEN_TTL > env.AUTH_SESSION_MAX_AGE) {
    problems.push({
      name: 'AUTH_REFRESH_TOKEN_TTL',
      message:
        'must not be longer than AUTH_SESSION_MAX_AGE: no refresh token outlives its session.',
    })
  }
  // A refresh within the coalescing time slides nothing: the session would end under its user.
  if (env.AUTH_REFRESH_TOKEN_TTL <= coalesce) {
    problems.push({
      name: 'AUTH_REFRESH_TOKEN_TTL',
      message: `must be longer than AUTH_REFRESH_COALESCE (${coalesce} seconds): otherwise a session ends before it could rotate.`,
    })
  }
  if (env.AUTH_ACCESS_TOKEN_TTL > env.AUTH_REFRESH_TOKEN_TTL) {
    problems.push({
      name: 'AUTH_ACCESS_TOKEN_TTL',
      message: 'must not be longer than AUTH_REFRESH_TOKEN_TTL: the short token is the short one.',
    })
  }
  return problems
}

/**
 * A cheap hash is for tests, where hundreds of people sign up. A server that others reach must not
 * have one: a stolen database would be guessed through in hours.
 */
function cheapHash(cost: number, origin: string | null): ConfigProblem[] {
  if (cost >= 10 || origin === null || isLoopbackHost(new URL(origin).hostname)) return []
  return [
    {
      name: 'BCRYPT_COST',
      message: 'must be at least 10 where APP_URL is not a loopback host such as localhost.',
    },
  ]
}

/** Which of the two databases the schema is built for; the parsed setting says the same later. */
export function databaseDialect(environment: Environment = process.env): 'sqlite' | 'postgresql' {
  return /^postgres(ql)?:/.test(environment.DATABASE_URL ?? '') ? 'postgresql' : 'sqlite'
}

let cached: Config | undefined

/**
 * The settings of this process, parsed once.
 *
 * @throws ConfigError when a setting is wrong; the start has checked before, so requests never see it.
 */
export function config(): Config {
  if (!cached) {
    const result = parseConfig(process.env)
    if (!result.ok) throw new ConfigError(result.problems)
    cached = result.config
  }
  return cached
}

/** True while developing: React needs `eval` then, so the Content-Security-Policy allows it. */
export const isDevelopment = process.env.NODE_ENV === 'development'
