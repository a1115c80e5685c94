import { index, integer, millis, table, text } from './columns'

/** A person who can sign in. Times are milliseconds since 1970. */
export const users = table('users', {
  id: text('id').primaryKey(),
  /** As `normalizeEmail` gives it: the address is compared without regard to case. */
  email: text('email').notNull().unique(),
  emailVerifiedAt: millis('email_verified_at'),
  /** Scheme, parameters and hash; `lib/auth/password-hash.ts` reads it. */
  passwordHash: text('password_hash').notNull(),
  /**
   * A session counts only while its own `token_version` equals this one: raising it ends every
   * session and every access token of the person in one statement.
   */
  tokenVersion: integer('token_version').notNull().default(0),
  createdAt: millis('created_at').notNull(),
})

/**
 * One row a sign-in, however often its refresh token rotates: storage does not grow with use, and
 * every step is one conditional UPDATE. Times are milliseconds since 1970.
 */
export const sessions = table(
  'sessions',
  {
    id: text('id').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    tokenVersion: integer('token_version').notNull(),
    /** Counts rotations; the current refresh token is of this generation. */
    generation: integer('generation').notNull(),
    previousGeneration: integer('previous_generation'),
    /** 32 random bytes, base64url: the leaked signing secret forges nothing without it. */
    salt: text('salt').notNull(),
    /** SHA-256 of the current refresh token, base64url: a leaked database forges nothing. */
    refreshTokenHash: text('refresh_token_hash').notNull(),
    rotatedAt: millis('rotated_at'),
    /** The last generation that its browser has shown to have received. */
    confirmedGeneration: integer('confirmed_generation'),
    createdAt: millis('created_at').notNull(),
    lastUsedAt: millis('last_used_at').notNull(),
    idleExpiresAt: millis('idle_expires_at').notNull(),
    absoluteExpiresAt: millis('absolute_expires_at').notNull(),
    revokedAt: millis('revoked_at'),
    revokedReason: text('revoked_reason'),
    userAgent: text('user_agent'),
    ip: text('ip'),
  },
  (session) => [index('sessions_user_id_idx').on(session.userId)],
)

export type UserRow = typeof users.$inferSelect
export type SessionRow = typeof sessions.$inferSelect
