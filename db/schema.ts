import { sql } from 'drizzle-orm'
import type { RevokedReason, TokenVersionReason } from '../lib/contract/end-reasons'
import type { SecurityEventType } from '../lib/contract/events'
import { index, integer, millis, table, text, uniqueIndex } from './columns'

/** A user who can sign in. Times are milliseconds since 1970. */
export const users = table(
  'users',
  {
    id: text('id').primaryKey(),
    /** As `normalizeEmail` gives it: the address is compared without regard to case. */
    email: text('email').notNull().unique(),
    emailVerifiedAt: millis('email_verified_at'),
    /** Scheme, parameters and hash; `lib/auth/passwords/password-hash.ts` reads it. */
    passwordHash: text('password_hash').notNull(),
    /**
     * A session counts only while its own `token_version` equals this one: raising it ends every
     * session and every access token of the user in one statement.
     */
    tokenVersion: integer('token_version').notNull().default(0),
    /** Why `token_version` last went up: written by the same statement. */
    tokenVersionReason: text('token_version_reason').$type<TokenVersionReason>(),
    /**
     * A one-time token counts only while its own `credential_version` equals this one: the statement
     * that stores another password raises it, and so uses up one token and ends all others.
     */
    credentialVersion: integer('credential_version').notNull().default(0),
    /** When the user was disabled; null: the user may sign in. */
    disabledAt: millis('disabled_at'),
    createdAt: millis('created_at').notNull(),
  },
  // For the purge of those that were never used. (SQLite takes no table's name here.)
  (user) => [
    index('users_unverified_idx').on(user.createdAt).where(sql`email_verified_at is null`),
  ],
)

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
    /** When the current refresh token was last given out again. */
    retriedAt: millis('retried_at'),
    /** The last generation that its browser has shown to have received. */
    confirmedGeneration: integer('confirmed_generation'),
    createdAt: millis('created_at').notNull(),
    /** When the user last proved the password; 0: never. */
    authenticatedAt: millis('authenticated_at').notNull().default(0),
    lastUsedAt: millis('last_used_at').notNull(),
    idleExpiresAt: millis('idle_expires_at').notNull(),
    absoluteExpiresAt: millis('absolute_expires_at').notNull(),
    /** 1 where its cookie is to go when the browser closes, and 0 elsewhere. */
    browserOnly: integer('browser_only').notNull().default(0),
    revokedAt: millis('revoked_at'),
    revokedReason: text('revoked_reason').$type<RevokedReason>(),
    userAgent: text('user_agent'),
    ip: text('ip'),
  },
  (session) => [
    // For the export, page by page.
    index('sessions_user_id_idx').on(session.userId, session.createdAt, session.id),
    // The sessions of a user that were not ended, found without reading those that were.
    index('sessions_not_ended_idx')
      .on(session.userId, session.tokenVersion, session.createdAt, session.id)
      // SQLite takes no table's name here.
      .where(sql`revoked_at is null`),
    // For the purge: what is over is found without reading what is not. (On a column that rotation
    // changes, an index would cost every rotation an entry in every index of PostgreSQL.)
    index('sessions_absolute_expires_at_idx').on(session.absoluteExpiresAt),
  ],
)

/**
 * When a security event last happened. An expression and no column that is always written: while
 * a release is replaced, the processes of the one before still write rows without `last_at`. (Not
 * `coalesce`: drizzle-kit cuts the columns of an index at every comma.)
 */
export const lastTime = sql<number>`(case when last_at is null then created_at else last_at end)`

/**
 * What happened to an account, for its owner to see. Rows are added, counted up where the same
 * happens again within the hour, and purged.
 */
export const securityEvents = table(
  'security_events',
  {
    id: text('id').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** The session it happened in or to; not a reference, since events outlive sessions. */
    sessionId: text('session_id'),
    type: text('type').$type<SecurityEventType>().notNull(),
    createdAt: millis('created_at').notNull(),
    /** The network that the request came from, never the whole address. */
    ip: text('ip'),
    userAgent: text('user_agent'),
    /** How often it happened. */
    count: integer('count').notNull().default(1),
    /** When it last happened, where that was more than once; `created_at` is the first time. */
    lastAt: millis('last_at'),
  },
  (event) => [
    // For the export, page by page.
    index('security_events_user_id_idx').on(event.userId, event.createdAt, event.id),
    index('security_events_last_time_idx').on(event.userId, lastTime, event.id),
    index('security_events_created_at_idx').on(event.createdAt),
  ],
)

/** Of which purposes a user has one token. (SQLite takes no table's name here.) */
export const ONE_OF_PURPOSE = sql`purpose <> 'undo-email-change'`

/**
 * What a link in a mail or in the operator's shell proves, once. One row for each user and purpose, so
 * that a new token takes the place of the one before; but each change of the address can be undone by
 * the link that was made for it.
 */
export const oneTimeTokens = table(
  'one_time_tokens',
  {
    /** SHA-256 of the token, base64url: a leaked database opens nothing. */
    tokenHash: text('token_hash').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    purpose: text('purpose').$type<OneTimePurpose>().notNull(),
    credentialVersion: integer('credential_version').notNull(),
    /** The address it is about: the mailbox that it was sent to, or the one that an undo restores. */
    email: text('email'),
    expiresAt: millis('expires_at').notNull(),
  },
  (token) => [
    uniqueIndex('one_time_tokens_one_of_purpose_idx')
      .on(token.userId, token.purpose)
      .where(ONE_OF_PURPOSE),
    // For a sign-up: an address that someone may still take back is not free.
    index('one_time_tokens_email_idx').on(token.email),
    index('one_time_tokens_expires_at_idx').on(token.expiresAt),
  ],
)

/**
 * Mails that are to be sent, and those of the last two days. A row is written in the transaction of what it
 * tells of, and has no token in it: the token of its link is derived from its id (`lib/auth/tokens/mail-token.ts`).
 */
export const mails = table(
  'mails',
  {
    /** 32 random bytes, base64url. */
    id: text('id').primaryKey(),
    kind: text('kind').$type<MailKind>().notNull(),
    /**
     * The account that it is about; for a sign-up, the one that it was to make; null where only the address
     * is known. No reference: what is written may not depend on whether there is an account.
     */
    userId: text('user_id'),
    recipient: text('recipient').notNull(),
    /** The other address of a change. */
    newEmail: text('new_email'),
    /** The browser and the network that the request came from. */
    userAgent: text('user_agent'),
    ip: text('ip'),
    createdAt: millis('created_at').notNull(),
    /** When it is to be tried, or tried again; null: it was sent, dropped or given up. */
    dueAt: millis('due_at'),
    attempts: integer('attempts').notNull().default(0),
    sentAt: millis('sent_at'),
  },
  (mail) => [
    index('mails_due_at_idx').on(mail.dueAt),
    // For the export, page by page, and for how many a user got.
    index('mails_user_id_idx').on(mail.userId, mail.createdAt, mail.id),
    index('mails_recipient_idx').on(mail.recipient),
    index('mails_created_at_idx').on(mail.createdAt, mail.id),
  ],
)

/** How often something was tried, for `lib/limits`. Of no user: a key is a hash. */
export const rateLimits = table(
  'rate_limits',
  {
    /** The limit, its window in seconds, and the SHA-256 of whose count it is. */
    key: text('key').primaryKey(),
    points: integer('points').notNull(),
    expiresAt: millis('expires_at').notNull(),
  },
  (count) => [index('rate_limits_expires_at_idx').on(count.expiresAt)],
)

/** What a one-time token is good for; it is good for nothing else. */
export type OneTimePurpose =
  | 'password-reset'
  | 'verify-email'
  | 'confirm-email-change'
  | 'undo-email-change'

/**
 * Asked for by someone who only knows an address. Whether a mail comes of it, and which one, depends on the
 * account that there is, and is decided when it is sent: the answer to the request shows nothing of it.
 */
export type MailRequest = 'sign-up' | 'resend-verification' | 'forgot-password'

/** What a mail says, or what it was asked for as. */
export type MailKind =
  | MailRequest
  | 'verify-email'
  | 'finish-sign-up'
  | 'already-signed-up'
  | 'reset-password'
  | 'confirm-email-change'
  | 'email-change-requested'
  | 'email-changed'
  | 'email-restored'
  | 'password-changed'
  | 'new-sign-in'
  | 'token-reuse'
  | 'account-disabled'
  | 'account-deleted'

export type UserRow = typeof users.$inferSelect
export type SessionRow = typeof sessions.$inferSelect
export type OneTimeTokenRow = typeof oneTimeTokens.$inferSelect
export type MailRow = typeof mails.$inferSelect
export type RateLimitRow = typeof rateLimits.$inferSelect
export type SecurityEventRow = typeof securityEvents.$inferSelect
