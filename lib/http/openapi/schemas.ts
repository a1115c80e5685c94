/**
 * What the answers look like, for the API description. What requests look like is not written here:
 * those are the schemas that the handlers parse with, in `lib/auth/input.ts`.
 */
import { z } from 'zod'
import type { ErrorCode, FieldError } from '../../auth/errors'
import type { User } from '../../auth/user'
import { PROBLEMS } from '../problem'

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

export const health = z
  .object({ status: z.enum(['ok', 'unavailable']), database: z.enum(['ok', 'unavailable']) })
  .meta({ id: 'Health' })

const fieldError = z
  .object({
    path: z.string().meta({ description: 'The member of the input, empty for all of it.' }),
    message: z.string().meta({ description: 'For the person who typed it.' }),
  })
  .meta({ id: 'FieldError' }) satisfies z.ZodType<FieldError>

const CODES = Object.keys(PROBLEMS) as [ErrorCode, ...ErrorCode[]]

const problem = z
  .object({
    type: z.string().regex(/^urn:hallpass:problem:[a-z-]+$/),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: 'What happened here, for a person to read.' }),
    code: z.enum(CODES).meta({ description: 'What programs decide by; a closed list.' }),
    errors: z.array(fieldError).optional().meta({ description: 'Each field that was refused.' }),
  })
  .meta({ id: 'Problem', description: 'Every answer that is no success (RFC 9457).' })

/** The problem document, narrowed to the codes that an answer can have. */
export function problemOf(codes: [ErrorCode, ...ErrorCode[]]) {
  return problem.and(z.object({ code: z.enum(codes) }))
}
