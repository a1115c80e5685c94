/** The rows of a loaded database, by number: any of them can be named without having been read. */

export const SESSIONS_PER_USER = 5

/** Spreads consecutive numbers over 32 bits, one to one, so that ids arrive in no order. */
const SPREAD = 2_654_435_761n

/** The id of user or session number `n`; `ID_ON` is the same in SQL. */
export function idOf(n: number): string {
  const spread = (BigInt(n) * SPREAD) & 0xffff_ffffn
  const hex = (value: bigint | number, width: number) => value.toString(16).padStart(width, '0')
  return `${hex(spread, 8)}-0000-4000-8000-${hex(n, 12)}`
}

const ID_ON = {
  sqlite: (n: string) =>
    `printf('%08x-0000-4000-8000-%012x', ((${n}) * ${SPREAD}) & 4294967295, ${n})`,
  postgresql: (n: string) =>
    `lpad(to_hex(((${n}) * ${SPREAD}) & 4294967295), 8, '0') || '-0000-4000-8000-' || lpad(to_hex(${n}), 12, '0')`,
}

/** 32 bytes in 43 characters of base64url that do not compress, like a salt and a hash. */
const BYTES_ON = {
  sqlite: () => 'substr(hex(randomblob(22)), 1, 43)',
  postgresql: (label: string) =>
    `substr(translate(encode(sha256(convert_to('${label} ' || n, 'UTF8')), 'base64'), '+/', '-_'), 1, 43)`,
}

const USER_AGENT =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'
const HOUR = 3_600_000

export type Kind = keyof typeof ID_ON

/** The columns and their values for user number `n`, in SQL. */
export function userColumns(kind: Kind, now: number): Record<string, string> {
  return {
    id: ID_ON[kind]('n'),
    email: `'person.' || n || '@example.com'`,
    password_hash: `'h1$2b$12$' || substr(${BYTES_ON[kind]('a')} || ${BYTES_ON[kind]('b')}, 1, 53)`,
    token_version: '0',
    created_at: `${now - 1000 * HOUR}`,
  }
}

/**
 * The same for session number `n` of `users` people: a browser that has been at it for some days.
 * The sessions of one person lie far apart, as they do where people sign in on different days.
 */
export function sessionColumns(kind: Kind, now: number, users: number): Record<string, string> {
  const created = `${now - 144 * HOUR} + (n % 144) * ${HOUR}`
  return {
    id: ID_ON[kind]('n'),
    user_id: ID_ON[kind](`n % ${users}`),
    token_version: '0',
    generation: '7',
    previous_generation: '6',
    salt: BYTES_ON[kind]('salt'),
    refresh_token_hash: BYTES_ON[kind]('hash'),
    rotated_at: created,
    confirmed_generation: '7',
    created_at: created,
    last_used_at: created,
    idle_expires_at: `${created} + ${7 * 24 * HOUR}`,
    absolute_expires_at: `${created} + ${30 * 24 * HOUR}`,
    user_agent: `'${USER_AGENT}'`,
    ip: `'203.0.113.' || (n % 250)`,
  }
}
