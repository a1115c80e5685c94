import { z } from 'zod'
import { PROBLEM_TYPE } from '../../brand'
import type { EndedReason, ErrorCode, FieldError } from '../../contract/errors'
import { PROBLEMS } from '../problem'
import { keysOf } from './keys-of'

const fieldError = z
  .object({
    path: z.string().meta({ description: 'The member of the input, empty for all of it.' }),
    message: z.string().meta({ description: 'For the person who typed it.' }),
  })
  .meta({ id: 'FieldError' }) satisfies z.ZodType<FieldError>

const CODES = keysOf<ErrorCode>(PROBLEMS)

const REASONS = keysOf<EndedReason>({
  'sign-out': true,
  'sign-in': true,
  'ended-elsewhere': true,
  'session-limit': true,
  'sign-out-everywhere': true,
  'password-change': true,
  'token-reuse': true,
  'token-reuse-session': true,
  disabled: true,
})

const problem = z
  .object({
    type: z.string().regex(new RegExp(`^${PROBLEM_TYPE}[a-z-]+$`)),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: 'What happened here, for a person to read.' }),
    code: z.enum(CODES).meta({ description: 'What programs decide by; a closed list.' }),
    errors: z.array(fieldError).optional().meta({ description: 'Each field that was refused.' }),
    reason: z
      .enum(REASONS)
      .optional()
      .meta({ description: 'Why a session has ended, with `session-revoked` and `token-reuse`.' }),
  })
  .meta({ id: 'Problem', description: 'Every answer that is no success (RFC 9457).' })

/** The problem document, narrowed to the codes that an answer can have. */
export function problemOf(codes: [ErrorCode, ...ErrorCode[]]) {
  return problem.and(z.object({ code: z.enum(codes) }))
}
