/**
 * Every rate limit, in one table. `docs/limits.md` shows it and a test holds the two equal.
 *
 * A limit has windows of growing length, so that the wait grows with the number of tries: five wrong
 * passwords cost a minute, twenty an hour, fifty a day (OWASP ASVS v5.0.0-6.3.1, NIST SP 800-63B-4
 * section 3.2.2: no more than 100 in a row).
 */
const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** At most `points` in `seconds`, counted from the first of them. */
export type Window = { points: number; seconds: number }

/** Where a count is kept; see `docs/limits.md` for why there are two. */
type Keeping = 'database' | 'process'

export type Limit = {
  /** What is counted, for `docs/limits.md`. */
  counts: string
  /** Of what each has its own count. */
  per: 'account' | 'browser' | 'network' | 'session' | 'address' | 'network and address'
  kept: Keeping
  /** From the shortest to the longest. */
  windows: readonly Window[]
}

/** Wrong passwords, wherever they are shown. */
const GUESSES = [
  { points: 5, seconds: MINUTE },
  { points: 20, seconds: HOUR },
  { points: 50, seconds: DAY },
] as const
const GUESSES_OF_A_NETWORK = [
  { points: 30, seconds: MINUTE },
  { points: 150, seconds: HOUR },
  { points: 600, seconds: DAY },
] as const

const MAILS_TO_AN_ADDRESS = [
  { points: 5, seconds: HOUR },
  { points: 10, seconds: DAY },
] as const

export const LIMITS = {
  'sign-in-network': {
    counts: 'failed sign-ins',
    per: 'network',
    kept: 'database',
    windows: GUESSES_OF_A_NETWORK,
  },
  'sign-in-account': {
    counts: 'failed sign-ins from browsers that the account does not know',
    per: 'account',
    kept: 'database',
    windows: GUESSES,
  },
  'sign-in-browser': {
    counts: 'failed sign-ins from a browser that the account knows',
    per: 'browser',
    kept: 'database',
    windows: [
      { points: 10, seconds: MINUTE },
      { points: 30, seconds: HOUR },
      { points: 100, seconds: DAY },
    ],
  },
  'password-session': {
    counts: 'wrong passwords of a user who is signed in: step-up and change of the password',
    per: 'session',
    kept: 'database',
    windows: GUESSES,
  },
  'password-network': {
    counts: 'the same',
    per: 'network',
    kept: 'database',
    windows: GUESSES_OF_A_NETWORK,
  },
  'new-password-network': {
    counts: 'passwords chosen, taken or not: sign-ups, links and changes of the password',
    per: 'network',
    kept: 'process',
    windows: [
      { points: 60, seconds: MINUTE },
      { points: 600, seconds: HOUR },
    ],
  },
  'sign-up-network': {
    counts: 'sign-ups',
    per: 'network',
    kept: 'database',
    windows: [
      { points: 20, seconds: HOUR },
      { points: 60, seconds: DAY },
    ],
  },
  'sign-up-address': {
    counts: 'sign-ups',
    per: 'address',
    kept: 'database',
    windows: [
      { points: 5, seconds: HOUR },
      { points: 10, seconds: DAY },
    ],
  },
  'reset-network': {
    counts: 'passwords sent with a link',
    per: 'network',
    kept: 'database',
    windows: [
      { points: 10, seconds: MINUTE },
      { points: 60, seconds: HOUR },
    ],
  },
  'mail-network': {
    counts: 'mails asked for: a forgotten password, a verification, a change of the address',
    per: 'network',
    kept: 'database',
    windows: [
      { points: 20, seconds: HOUR },
      { points: 100, seconds: DAY },
    ],
  },
  'mail-address': {
    counts: 'a forgotten password or a verification asked for, each',
    per: 'network and address',
    kept: 'database',
    windows: MAILS_TO_AN_ADDRESS,
  },
  'new-address': {
    counts: 'changes to an address asked for',
    per: 'address',
    kept: 'database',
    windows: MAILS_TO_AN_ADDRESS,
  },
  'link-network': {
    counts: 'links opened that verify, change or restore an address',
    per: 'network',
    kept: 'database',
    windows: [
      { points: 30, seconds: MINUTE },
      { points: 150, seconds: HOUR },
    ],
  },
  'refresh-session': {
    counts: 'refreshes',
    per: 'session',
    kept: 'process',
    windows: [{ points: 120, seconds: MINUTE }],
  },
  'api-session': {
    counts: 'guarded calls',
    per: 'session',
    kept: 'process',
    windows: [{ points: 600, seconds: MINUTE }],
  },
  'report-network': {
    counts: 'messages about what the policy of a page has stopped',
    per: 'network',
    kept: 'process',
    windows: [{ points: 120, seconds: MINUTE }],
  },
  'api-network': {
    counts: 'calls of a public route that no other row counts: `limitNetwork` in lib/http/limit.ts',
    per: 'network',
    kept: 'process',
    windows: [{ points: 1_200, seconds: MINUTE }],
  },
} as const satisfies Record<string, Limit>

export type LimitName = keyof typeof LIMITS
