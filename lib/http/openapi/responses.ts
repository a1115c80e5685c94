import type { ResponseConfig } from '@asteasolutions/zod-to-openapi'
import type { ErrorCode } from '../../contract/errors'
import { PROBLEMS, problemBody } from '../problem'
import { HEADERS } from './headers'
import type { Answer, HeaderName, Operation } from './operation'
import { problemOf } from './problem-schema'

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
    ...(guarded ? [...GUARD, 'busy' as const] : []),
    ...(auth === 'step-up' ? (['step-up-required'] as const) : []),
    'internal-error',
  ])
  return (Object.keys(PROBLEMS) as ErrorCode[]).filter((code) => all.has(code))
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
  const { description, schema, type = 'application/json', example } = answer
  const { headers = [], optionalHeaders = [] } = answer
  return {
    description,
    headers: headersOf(headers, optionalHeaders),
    ...(schema && { content: { [type]: { schema, example } } }),
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
        schema: problemOf(codes as [ErrorCode, ...ErrorCode[]]),
        examples: Object.fromEntries(codes.map((code) => [code, { value: exampleOf(code) }])),
      },
    },
  }
}

function exampleOf(code: ErrorCode) {
  const errors = [{ path: 'email', message: 'Enter your email address.' }]
  return problemBody({ code, ...(code === 'invalid-input' && { errors }) })
}

function headersOf(always: HeaderName[], sometimes: HeaderName[]): ResponseConfig['headers'] {
  const described = (required: boolean) => (name: HeaderName) => [
    name,
    { ...HEADERS[name], required },
  ]
  return Object.fromEntries([...always.map(described(true)), ...sometimes.map(described(false))])
}
