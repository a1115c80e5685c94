// Machine: a clone need not edit this file.
import type { ResponseConfig } from '@asteasolutions/zod-to-openapi'
import { problemAnswer } from '../../contract/answers'
import { ERROR_CODES, type ErrorCode, PROBLEMS } from '../../contract/errors'
import { exampleOf } from '../../contract/example'
import { withRequestId } from '../../log/request-id'
import { problemBody } from '../problem'
import { HEADERS, type HeaderName } from './headers'
import type { Answer, Operation } from './operation'

/** What a guard can say, on every operation that has one. */
const GUARD: ErrorCode[] = ['no-session', 'invalid-token', 'session-expired', 'session-revoked']

/** Every code that an operation can answer with, its kind's and its own, in the order of the table. */
function errorsOf({ method, auth, body, errors = [] }: Operation): ErrorCode[] {
  const guarded = auth === 'bearer' || auth === 'step-up'
  const all = new Set<ErrorCode>([
    ...errors,
    ...(method === 'get'
      ? []
      : (['cross-origin', 'body-too-large', 'unsupported-media-type'] as const)),
    ...(body ? (['malformed-body', 'invalid-input'] as const) : []),
    ...(guarded ? [...GUARD, 'too-many-requests' as const, 'busy' as const] : []),
    ...(auth === 'step-up' ? (['step-up-required'] as const) : []),
    'internal-error',
  ])
  return ERROR_CODES.filter((code) => all.has(code))
}

/** The responses of an operation: how it succeeds, and every problem it can answer with. */
export function responsesOf(operation: Operation): Record<string, ResponseConfig> {
  const codes = errorsOf(operation)
  const statuses = new Set(codes.map((code) => PROBLEMS[code].status))
  return Object.fromEntries([
    ...operation.answers.map((answer) => [answer.status, responseOf(answer)]),
    ...[...statuses].map((status) => [
      status,
      problemResponse(
        status,
        codes.filter((code) => PROBLEMS[code].status === status),
        operation.clearing ?? [],
      ),
    ]),
  ])
}

function responseOf(answer: Answer): ResponseConfig {
  const { description, schema, type = 'application/json' } = answer
  const { headers = [], optionalHeaders = [] } = answer
  return {
    description,
    headers: headersOf(headers, optionalHeaders),
    ...(schema && {
      content: { [type]: { schema, example: answer.example ?? exampleOf(schema) } },
    }),
  }
}

function problemResponse(
  status: number,
  codes: ErrorCode[],
  clearing: ErrorCode[],
): ResponseConfig {
  const always: HeaderName[] = []
  if (status === 401) always.push('WWW-Authenticate')
  if (status === 429 || status === 503) always.push('Retry-After')
  const clears = codes.some((code) => clearing.includes(code))
  return {
    description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].detail}`).join('\n\n'),
    headers: headersOf(always, clears ? ['Set-Cookie'] : []),
    content: {
      'application/problem+json': {
        schema: problemAnswer(codes),
        examples: Object.fromEntries(codes.map((code) => [code, { value: problemExample(code) }])),
      },
    },
  }
}

/** Not that of the request which asks for the description. */
const EXAMPLE_ID = '3f0c6b1e-9d2a-4a7b-8c5d-1e2f3a4b5c6d'

function problemExample(code: ErrorCode) {
  const errors = [{ path: 'email', message: 'Enter your email address.' }]
  return withRequestId(EXAMPLE_ID, () =>
    problemBody({ code, ...(code === 'invalid-input' && { errors }) }),
  )
}

function headersOf(always: HeaderName[], sometimes: HeaderName[]): ResponseConfig['headers'] {
  const described = (required: boolean) => (name: HeaderName) => [
    name,
    { ...HEADERS[name], required },
  ]
  return Object.fromEntries([...always.map(described(true)), ...sometimes.map(described(false))])
}
