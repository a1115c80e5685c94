/** What settings must agree on. No environment here. */
import { readAddress, withTls } from '../../db/address.mjs'
import { REFRESH_REQUEST_TIMEOUT } from '../contract/refresh-timeout'
import { isLocal } from './app-url'
import type { Values } from './kinds'
import { SETTINGS } from './settings'
import { parseSigningKeys } from './signing-keys'

type Key = keyof typeof SETTINGS
type Settings = Values<typeof SETTINGS>

/** One wrong setting, in a sentence fit for a terminal. */
export type ConfigProblem = { name: string; message: string }

/**
 * The problems of settings that are good each by itself.
 *
 * @param bad those that are not: rules that read them do not apply.
 */
export function disagreements(settings: Settings, bad: Set<string>): ConfigProblem[] {
  return RULES.filter(({ of }) => !of.some((key) => bad.has(SETTINGS[key].name))).flatMap(
    ({ of: [key], problem }) =>
      [problem(settings) ?? []]
        .flat()
        .map((found) =>
          typeof found === 'string' ? { name: SETTINGS[key].name, message: found } : found,
        ),
  )
}

type Rule = {
  /** The settings that the rule reads; the first is the one to change where only a message comes back. */
  of: [Key, ...Key[]]
  problem(settings: Settings): string | string[] | ConfigProblem | null
}

const RULES: Rule[] = [
  same('previousSecret', 'secret', 'Remove it.'),
  same('previousPepper', 'pepper', 'Remove it.'),
  // An attacker who learns the one must not have the other.
  same('pepper', 'secret', 'Set another one.'),
  // feature: metrics
  // A monitoring program knows it, and must not be able to sign tokens.
  same('metricsToken', 'secret', 'Set another one.'),
  same('metricsToken', 'previousSecret', 'Set another one.'),
  same('metricsToken', 'pepper', 'Set another one.'),
  same('metricsToken', 'previousPepper', 'Set another one.'),
  // /feature: metrics
  {
    of: ['signingKeys', 'algorithm'],
    problem({ signingKeys, algorithm }) {
      if (algorithm === 'HS256') {
        // They would be published nowhere and sign nothing: obeyed or refused, never ignored.
        return signingKeys === null
          ? null
          : 'is of no use under HS256. Set AUTH_ALGORITHM to what its keys are for, or remove it.'
      }
      if (signingKeys === null) {
        return `is missing, and AUTH_ALGORITHM is ${algorithm}. Run: npm run keys -- generate --algorithm ${algorithm}`
      }
      const parsed = parseSigningKeys(signingKeys, algorithm)
      return parsed.ok ? null : parsed.problems
    },
  },
  {
    // With no grace, the second of two tabs supersedes the first at once, and the first looks like a thief.
    of: ['refreshGrace', 'refreshCoalesce'],
    problem: ({ refreshGrace: grace, refreshCoalesce: coalesce }) =>
      grace === 0 && coalesce > 0
        ? 'must be at least 1 second, or 0 together with AUTH_REFRESH_COALESCE for strict rotation.'
        : null,
  },
  {
    // A client that gave up waiting presents its old token again after the time-out. If another
    // rotation were possible by then, that honest retry would be two generations behind: a false alarm.
    of: ['refreshCoalesce', 'refreshGrace'],
    problem({ refreshGrace: grace, refreshCoalesce: coalesce }) {
      const least = grace + REFRESH_REQUEST_TIMEOUT
      const strict = grace === 0 && coalesce === 0
      return strict || coalesce >= least
        ? null
        : `must be at least AUTH_REFRESH_GRACE + ${REFRESH_REQUEST_TIMEOUT} seconds (${least}), or both must be 0 for strict rotation.`
    },
  },
  {
    of: ['refreshTokenTtl', 'sessionMaxAge'],
    problem: ({ refreshTokenTtl, sessionMaxAge }) =>
      refreshTokenTtl > sessionMaxAge
        ? 'must not be longer than AUTH_SESSION_MAX_AGE: no refresh token outlives its session.'
        : null,
  },
  {
    // A refresh within the coalescing time slides nothing: the session would end under its user.
    of: ['refreshTokenTtl', 'refreshCoalesce'],
    problem: ({ refreshTokenTtl, refreshCoalesce }) =>
      refreshTokenTtl <= refreshCoalesce
        ? `must be longer than AUTH_REFRESH_COALESCE (${refreshCoalesce} seconds): otherwise a session ends before it could rotate.`
        : null,
  },
  {
    of: ['accessTokenTtl', 'refreshTokenTtl'],
    problem: ({ accessTokenTtl, refreshTokenTtl }) =>
      accessTokenTtl > refreshTokenTtl
        ? 'must not be longer than AUTH_REFRESH_TOKEN_TTL: the short token is the short one.'
        : null,
  },
  {
    // A cheap hash is for tests, where hundreds of users sign up. From a stolen database of a public
    // server, its passwords would be guessed in hours.
    of: ['bcryptCost', 'appUrl'],
    problem: ({ bcryptCost, appUrl }) =>
      bcryptCost < 10 && !isLocal(appUrl)
        ? 'must be at least 10 where APP_URL is not a loopback host such as localhost.'
        : null,
  },
  {
    // Without limits a public address is guessed at as fast as it can hash.
    of: ['rateLimit', 'appUrl'],
    problem: ({ rateLimit, appUrl }) =>
      rateLimit === 'off' && !isLocal(appUrl)
        ? 'can be off only where APP_URL is a loopback host such as localhost.'
        : null,
  },
  {
    // Everyone who signs up would wait for a mail that no one can read.
    of: ['emailVerification', 'smtpUrl', 'appUrl'],
    problem: ({ emailVerification, smtpUrl, appUrl }) =>
      emailVerification === 'required' && smtpUrl === null && !isLocal(appUrl)
        ? 'is "required", and SMTP_URL is missing: no mail would be sent. Set SMTP_URL (docs/mail.md), or "optional" here.'
        : null,
  },
  {
    // No message repeats the URL: a password is in it.
    of: ['databaseUrl', 'databaseSsl', 'databaseCa'],
    problem(settings) {
      const complete = completeDatabaseUrl(settings)
      if ('message' in complete) return complete
      const address = readAddress(complete.url)
      return address.kind === 'problem' ? address.message : null
    },
  },
]

function same(key: Key, other: Key, advice: string): Rule {
  return {
    of: [key, other],
    problem: (settings) =>
      settings[key] !== null && settings[key] === settings[other]
        ? `is the same as ${SETTINGS[other].name}. ${advice}`
        : null,
  }
}

/** The URL that says where the database is and how to get there. */
export function completeDatabaseUrl({ databaseUrl, databaseSsl, databaseCa }: Settings) {
  return withTls(databaseUrl, { ssl: databaseSsl ?? undefined, ca: databaseCa ?? undefined })
}
