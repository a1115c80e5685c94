import type { z } from 'zod'
import { type Failure, failure } from '../auth/errors'

/** In bytes. */
const MAX_BODY = 16 * 1024

type BodyFailure = Failure<
  'malformed-body' | 'body-too-large' | 'unsupported-media-type' | 'invalid-input'
>

/** Is there a body, by what the headers say (RFC 9112 section 6)? */
export function hasBody(headers: Headers): boolean {
  return headers.has('transfer-encoding') || Number(headers.get('content-length') ?? 0) > 0
}

/** Does the declared length alone say too much? */
export function isTooLarge(headers: Headers): boolean {
  return Number(headers.get('content-length') ?? 0) > MAX_BODY
}

/**
 * Only JSON in UTF-8. A form on another site can send the simple types without a preflight, never
 * this one (ASVS v5.0.0-3.5.2).
 */
export function isJson(headers: Headers): boolean {
  return /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i.test(
    headers.get('content-type') ?? '',
  )
}

/**
 * Reads a JSON body and holds it against a schema. Unknown members are dropped.
 *
 * @returns the parsed value, or what is wrong with it, a message a field.
 */
export async function readBody<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
): Promise<{ ok: true; value: z.output<Schema> } | BodyFailure> {
  if (!isJson(request.headers)) return failure('unsupported-media-type')
  const bytes = await readBytes(request)
  if (bytes === null) return failure('body-too-large')
  const document = parseJson(bytes)
  if (document === undefined) return failure('malformed-body')
  const parsed = schema.safeParse(document)
  if (parsed.success) return { ok: true, value: parsed.data }
  return invalidInput(parsed.error)
}

/** What a schema found wrong, a message a member. */
export function invalidInput({ issues }: z.ZodError): Failure<'invalid-input'> {
  return failure('invalid-input', {
    errors: issues.map(({ path, message }) => ({ path: path.join('.'), message })),
  })
}

/** Stops at the limit: what the header claims is not believed, and the rest is never held. */
async function readBytes(request: Request): Promise<Uint8Array | null> {
  if (isTooLarge(request.headers)) return null
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = request.body?.getReader()
  for (;;) {
    // A caller that hangs up in the middle has sent what it has sent: no JSON.
    const next = await reader?.read().catch(() => undefined)
    if (!next || next.done) break
    size += next.value.byteLength
    if (size > MAX_BODY) {
      await reader?.cancel()
      return null
    }
    chunks.push(next.value)
  }
  const bytes = new Uint8Array(size)
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.byteLength
  }
  return bytes
}

/** @returns undefined for what is not JSON in UTF-8. */
function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}
