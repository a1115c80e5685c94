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
