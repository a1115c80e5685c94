/**
 * What the answers look like, for the API description. What requests look like is not written here:
 * those are the schemas that the handlers parse with, in `lib/contract/inputs.ts`.
 */
import { z } from 'zod'
import type { AccountExport } from '../../auth/account/export'
import type { User } from '../../auth/account/public-user'
import type { AccountEvent } from '../../auth/events/list-events'
import type { SessionSummary } from '../../auth/sessions/account-sessions'
import { keysOf } from './keys-of'

/** ISO 8601 in UTC, as `Date.prototype.toISOString` writes it. */
export const time = z.iso.datetime()

export const user = z
  .object({
    id: z.uuid(),
    email: z.email(),
    emailVerified: z.boolean(),
    createdAt: time,
  })
  .meta({ id: 'User', description: 'A person, as they see themselves.' }) satisfies z.ZodType<User>

export const grant = z
  .object({
    accessToken: z
      .string()
      .regex(/^[\w-]+\.[\w-]+\.[\w-]+$/)
      .meta({
        description:
          'A JWT (RFC 9068) for the header `Authorization: Bearer …`. Keep it in memory only.',
      }),
    tokenType: z.literal('Bearer'),
    expiresIn: z.int().positive().meta({ description: 'Its lifetime in seconds.' }),
    user,
  })
  .meta({
    id: 'Grant',
    description: 'What a sign-in or a refresh gives. The refresh token is in the cookie only.',
  })

const device = {
  browser: z.string().meta({
    description: 'In words, such as `Firefox 140`; what is no known browser, as it calls itself.',
  }),
  system: z.string().meta({ description: 'In words, such as `Windows`.' }),
}

export const session = z
  .object({
    id: z.uuid(),
    current: z.boolean().meta({ description: 'Is it the session that asks?' }),
    createdAt: time,
    lastUsedAt: time,
    expiresAt: time.meta({ description: 'When it ends if it is not used again.' }),
    userAgent: z.string().nullable().meta({ description: 'As the browser claimed at sign-in.' }),
    ip: z.string().nullable(),
    ...device,
  })
  .meta({ id: 'Session' }) satisfies z.ZodType<SessionSummary>

const EVENT_TYPES = keysOf<AccountEvent['type']>({
  'sign-up': true,
  'sign-in': true,
  'sign-in-failed': true,
  'sign-out': true,
  'sign-out-everywhere': true,
  'password-changed': true,
  'password-reset-link': true,
  'password-reset': true,
  'session-ended': true,
  'session-limit': true,
  'refresh-recovered': true,
  'stale-session-ended': true,
  'token-reuse': true,
  'step-up': true,
  'step-up-failed': true,
  'account-disabled': true,
  'account-enabled': true,
})

export const event = z
  .object({
    id: z.uuid(),
    type: z.enum(EVENT_TYPES),
    createdAt: time.meta({ description: 'The first time.' }),
    count: z.int().positive().meta({ description: 'How often it happened, within an hour.' }),
    lastAt: time.nullable().meta({ description: 'The last time, where it was more than once.' }),
    ip: z.string().nullable().meta({ description: 'The network, such as `192.0.2.0/24`.' }),
    ...device,
    sessionId: z.uuid().nullable().meta({ description: 'The session it happened in or to.' }),
    current: z.boolean().meta({ description: 'Is that the session that asks?' }),
  })
  .meta({ id: 'SecurityEvent' }) satisfies z.ZodType<AccountEvent>

const VERSION_REASONS = keysOf<NonNullable<AccountExport['user']['tokenVersionReason']>>({
  'password-change': true,
  'sign-out-everywhere': true,
  'token-reuse': true,
  disabled: true,
})

const REVOKED_REASONS = keysOf<NonNullable<AccountExport['sessions'][number]['revokedReason']>>({
  'sign-out': true,
  'ended-elsewhere': true,
  replaced: true,
  reuse: true,
  'session-limit': true,
})

/** Everything kept about a person. */
export const account = z
  .object({
    exportedAt: time,
    user: user.extend({
      emailVerifiedAt: time.nullable(),
      disabledAt: time.nullable(),
      tokenVersion: z.int(),
      tokenVersionReason: z.enum(VERSION_REASONS).nullable(),
    }),
    sessions: z.array(
      session.extend({
        authenticatedAt: time,
        rotatedAt: time.nullable(),
        retriedAt: time.nullable(),
        rotations: z.int(),
        absoluteExpiresAt: time,
        browserOnly: z.boolean().meta({ description: 'Was it to end with the browser?' }),
        revokedAt: time.nullable(),
        revokedReason: z.enum(REVOKED_REASONS).nullable(),
      }),
    ),
    events: z.array(event.extend({ userAgent: z.string().nullable() })),
  })
  .meta({ id: 'Account' }) satisfies z.ZodType<AccountExport>

export const health = z
  .object({
    status: z.enum(['ok', 'unavailable']),
    database: z.enum(['ok', 'unavailable', 'not-writable']).meta({
      description: '`not-writable`: it can be read, and its disk is full or fails.',
    }),
  })
  .meta({ id: 'Health' })
