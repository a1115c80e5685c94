import type { UserRow } from '../../../db/schema'

/** The person as they see themselves; nothing else of the row leaves the server. */
export type User = { id: string; email: string; emailVerified: boolean; createdAt: string }

/** @returns the public members of a user row; times as ISO 8601 UTC. */
export function publicUser(row: UserRow): User {
  return {
    id: row.id,
    email: row.email,
    emailVerified: row.emailVerifiedAt !== null,
    createdAt: new Date(row.createdAt).toISOString(),
  }
}
