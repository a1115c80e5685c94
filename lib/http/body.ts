// Machine: a clone need not edit this file.
import { MIMEType } from 'node:util'
import type { z } from 'zod'
import { type Failure, failure } from '../contract/errors'
import { ILL_FORMED } from '../contract/inputs'
import { isTooLarge, maxBody } from './header-values'

type BodyFailure = Failure<
  'malformed-body' | 'body-too-large' | 'unsupported-media-type' | 'invalid-input'
>

/**
 * Only JSON in UTF-8. A form on another site can send the simple types without a preflight, never
 * this one (ASVS v5.0.0-3.5.2). Parameters that JSON does not have mean nothing (RFC 8259 section 11).
 */
export function isJson(headers: Headers, types = ['application/json']): boolean {
  try {
    const { essence, params } = new MIMEType(headers.get('content-type') ?? '')
    return types.includes(essence) && /^utf-?8$/i.test(params.get('charset') ?? 'utf-8')
  } catch {
    return false
  }
}

/**
 * Reads a JSON body and holds it against a schema. Unknown members are dropped.
 *
 * @param accepts the media type, where it is another one that holds JSON.
 * @returns the parsed value, or what is wrong with it, a message a field.
 */
export async function readBody<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
  accepts: (headers: Headers) => boolean = isJson,
): Promise<{ ok: true; value: z.output<Schema> } | BodyFailure> {
  if (!accepts(request.headers)) return failure('unsupported-media-type')
  const body = await readBytes(request)
  if (!body.ok) return body
  const document = parseJson(body.bytes)
  if (document === undefined) return failure('malformed-body')
  if (document.illFormed !== undefined) {
    const errors = [{ path: document.illFormed.toWellFormed(), message: ILL_FORMED }]
    return failure('invalid-input', { errors })
  }
  const parsed = schema.safeParse(document.value)
  if (parsed.success) return { ok: true, value: parsed.data }
  return invalidInput(parsed.error)
}

/** What a schema found wrong, a message a member. */
export function invalidInput({ issues }: z.ZodError): Failure<'invalid-input'> {
  return failure('invalid-input', {
    errors: issues.map(({ path, message }) => ({ path: path.join('.'), message })),
  })
}

type Bytes = { ok: true; bytes: Uint8Array } | Failure<'malformed-body' | 'body-too-large'>

/** What has been read of a request: its body comes once. */
const read = new WeakMap<Request, Promise<Bytes>>()

/** The whole body of a request, however often it is asked for. */
export function readBytes(request: Request): Promise<Bytes> {
  const bytes = read.get(request) ?? readOnce(request)
  read.set(request, bytes)
  return bytes
}

/**
 * Stops at the limit: what the header claims is not believed, and the rest is never held. A body
 * that breaks off is refused, even if what has come is valid JSON: an incomplete message is not
 * acted upon (RFC 9112 section 8).
 */
async function readOnce(request: Request): Promise<Bytes> {
  const path = new URL(request.url).pathname
  if (isTooLarge(request.headers.get('content-length'), path)) return failure('body-too-large')
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    // Leaving the loop cancels the stream.
    for await (const chunk of request.body ?? []) {
      size += chunk.byteLength
      if (size > maxBody(path)) return failure('body-too-large')
      chunks.push(chunk)
    }
  } catch {
    return failure('malformed-body')
  }
  return { ok: true, bytes: Buffer.concat(chunks) }
}

/**
 * Reads JSON in UTF-8. An escape such as `\ud800` alone is half a character: it is in no UTF-8, so on its
 * way to a hash or a database it becomes another text than the one that was checked (RFC 7493 section 2.1).
 *
 * @returns undefined for what is not JSON in UTF-8; `illFormed` names a member with half a character.
 */
function parseJson(bytes: Uint8Array): { value: unknown; illFormed?: string } | undefined {
  let illFormed: string | undefined
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    const value: unknown = JSON.parse(text, (name, member) => {
      const whole = name.isWellFormed() && (typeof member !== 'string' || member.isWellFormed())
      if (!whole) illFormed ??= name
      return member
    })
    return { value, illFormed }
  } catch {
    return undefined
  }
}
