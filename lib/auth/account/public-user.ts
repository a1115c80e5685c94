/** What of a user leaves the server: in answers, and as claims of your own in access tokens. */
import type { UserRow } from '../../../db/schema'
import type { User } from '../../contract/user'

/** The user as they see themselves: nothing else of the row leaves the server. */
export function publicUser(row: UserRow): User {
  return {
    id: row.id,
    email: row.email,
    emailVerified: row.emailVerifiedAt !== null,
    createdAt: new Date(row.createdAt).toISOString(),
  }
}

/** The claims that the app makes itself, and `nbf`, which it does not make. */
export const REGISTERED_CLAIMS = [
  'iss',
  'aud',
  'sub',
  'client_id',
  'sid',
  'gen',
  'iat',
  'exp',
  'nbf',
  'jti',
] as const

type Json = string | number | boolean | null | Json[] | { [name: string]: Json }

/** Claims of your own, under any names but the registered ones. */
export type CustomClaims = { [name: string]: Json | undefined } & {
  [Name in (typeof REGISTERED_CLAIMS)[number]]?: never
}

/**
 * Claims of your own for each access token: for the other services that verify it, such as
 * `return { plan: 'team' }`.
 *
 * **Anyone who holds a token can read it.** A payload is encoded, not encrypted: no address, no
 * name, nothing that its own user or a log must not see. It also says what was true when it was
 * signed, for as long as it lives. So a claim grants nothing here: no guard of this app sees
 * one, and the database says what a user may do.
 *
 * @param user who the token is for.
 */
export function accessTokenClaims(_user: User): CustomClaims {
  return {}
}
