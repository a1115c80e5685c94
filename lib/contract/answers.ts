/**
 * What the API answers with. The types of the domain, the description of the API and its examples are
 * made from these schemas.
 */
import { z } from 'zod'
import { PROBLEM_TYPE } from '../brand'
import { REFUSAL_REASONS, REVOKED_REASONS, TOKEN_VERSION_REASONS } from './end-reasons'
import { ERROR_CODES, type ErrorCode } from './errors'
import { SECURITY_EVENT_TYPES } from './events'
import { nextCursor } from './pages'
import { time } from './time'
import { userSchema } from './user'

const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0'
const SESSION_ID = '6c1c5d2e-90c5-4c39-8f0a-3a5b6de8a7f4'

export const userAnswer = z.object({ user: userSchema })

/** What a 202 says: what was asked for goes on by mail. */
export const nothingYet = z.object({})

export const grantAnswer = z
  .object({
    accessToken: z
      .string()
      .regex(/^[\w-]+\.[\w-]+\.[\w-]+$/)
      .meta({
        description:
          'A JWT (RFC 9068) for the header `Authorization: Bearer …`. Keep it in memory only.',
        example: 'header.payload.signature',
      }),
    tokenType: z.literal('Bearer'),
    expiresIn: z.int().positive().meta({ description: 'Its lifetime in seconds.', example: 900 }),
    user: userSchema,
  })
  .meta({
    id: 'Grant',
    description: 'What a sign-in or a refresh gives. The refresh token is in the cookie only.',
  })

const device = {
  browser: z.string().meta({
    description: 'In words, such as `Firefox 140`; an unknown browser by the name it gives.',
    example: 'Firefox 140',
  }),
  system: z.string().meta({ description: 'In words.', example: 'Windows' }),
}

const userAgent = z
  .string()
  .nullable()
  .meta({ description: 'As the browser claimed at sign-in.', example: FIREFOX })

/** A living session, as its user sees it. */
export const sessionSummary = z
  .object({
    id: z.uuid().meta({ example: SESSION_ID }),
    current: z.boolean().meta({ description: 'Is it the session that asks?' }),
    createdAt: time,
    lastUsedAt: time,
    expiresAt: time.meta({ description: 'When it ends if it is not used again.' }),
    userAgent,
    ip: z.string().nullable().meta({ example: '192.0.2.7' }),
    ...device,
  })
  .meta({ id: 'Session' })

export type SessionSummary = z.infer<typeof sessionSummary>

export const sessionsAnswer = z.object({ sessions: z.array(sessionSummary) })

export const accountEvent = z
  .object({
    id: z.uuid().meta({ example: '3b3f7c0a-52a4-4b0b-9a57-d6f4d83e1c90' }),
    type: z.enum(SECURITY_EVENT_TYPES),
    createdAt: time.meta({ description: 'The first time.' }),
    count: z.int().positive().meta({ description: 'How often it happened, within an hour.' }),
    lastAt: time.nullable().meta({ description: 'The last time, where it was more than once.' }),
    ip: z
      .string()
      .nullable()
      .meta({ description: 'The network it came from.', example: '192.0.2.0/24' }),
    ...device,
    sessionId: z
      .uuid()
      .nullable()
      .meta({ description: 'The session it happened in or to.', example: SESSION_ID }),
    current: z.boolean().meta({ description: 'Is that the session that asks?' }),
  })
  .meta({ id: 'SecurityEvent' })

export type AccountEvent = z.infer<typeof accountEvent>

export const eventPage = z.object({
  events: z.array(accountEvent),
  nextCursor,
})

export type EventPage = z.infer<typeof eventPage>

/** Everything that is kept about a user. */
export const accountExport = z
  .object({
    exportedAt: time,
    user: userSchema.extend({
      emailVerifiedAt: time.nullable(),
      disabledAt: time.nullable(),
      tokenVersion: z.int(),
      tokenVersionReason: z.enum(TOKEN_VERSION_REASONS).nullable(),
    }),
    sessions: z.array(
      sessionSummary.extend({
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
    events: z.array(accountEvent.extend({ userAgent })),
    mails: z
      .array(
        z.object({
          kind: z.string().meta({ example: 'password-changed' }),
          recipient: z.string().meta({ example: 'person@mail.example' }),
          newEmail: z.string().nullable(),
          userAgent,
          ip: z.string().nullable(),
          createdAt: time,
          sentAt: time.nullable().meta({
            description: 'Null for `confirm-email-change`, whether or not it was sent.',
          }),
        }),
      )
      .meta({ description: 'The mails of the last two days.' }),
  })
  .catchall(z.array(z.looseObject({})))
  .meta({ id: 'Account', description: 'With a list more for each feature that keeps something.' })

export type AccountExport = z.infer<typeof accountExport>

/** The health of this process. */
export const healthAnswer = z
  .object({
    status: z.enum(['ok', 'unavailable']),
    database: z.enum(['ok', 'unavailable', 'not-writable']).meta({
      description: '`not-writable`: it can be read, and its disk is full or fails.',
    }),
  })
  .meta({ id: 'Health' })

const fieldError = z
  .object({
    path: z.string().meta({ description: 'The member of the input, empty for all of it.' }),
    message: z.string().meta({ description: 'For the person who typed it.' }),
  })
  .meta({ id: 'FieldError' })

const problem = z
  .object({
    type: z.string().regex(new RegExp(`^${PROBLEM_TYPE}[a-z-]+$`)),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: 'What happened here, for a person to read.' }),
    code: z.enum(ERROR_CODES).meta({ description: 'What programs decide by; a closed list.' }),
    instance: z.string().optional().meta({
      description:
        'The id of the request as a URN: the header X-Request-Id and the log have it, too.',
    }),
    errors: z.array(fieldError).optional().meta({ description: 'Each field that was refused.' }),
    reason: z
      .enum(REFUSAL_REASONS)
      .optional()
      .meta({ description: 'Why a session has ended, with `session-revoked` and `token-reuse`.' }),
  })
  .meta({ id: 'Problem', description: 'Every answer that is no success (RFC 9457).' })

/** The problem document of an answer that can have these codes. */
export const problemAnswer = (codes: ErrorCode[]) => problem.and(z.object({ code: z.enum(codes) }))
