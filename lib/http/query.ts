// Machine: a clone need not edit this file.
import type { z } from 'zod'
import { type Failure, failure } from '../contract/errors'
import { invalidInput } from './body'

/**
 * Holds the query string of a URL against a schema. Unknown members are dropped; of one that comes
 * twice it is ambiguous, so it is refused (HTTP parameter pollution).
 */
export function readQuery<Schema extends z.ZodType>(
  { searchParams }: Pick<URL, 'searchParams'>,
  schema: Schema,
): { ok: true; value: z.output<Schema> } | Failure<'invalid-input'> {
  const names = [...searchParams.keys()]
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) {
    const message = 'Send this only once.'
    return failure('invalid-input', { errors: [{ path: twice, message }] })
  }
  const parsed = schema.safeParse(Object.fromEntries(searchParams))
  return parsed.success ? { ok: true, value: parsed.data } : invalidInput(parsed.error)
}
