/** The ways to spell a body and to send it. */
import fc from 'fast-check'
import { chunk } from '../raw'

/** Bytes that are no UTF-8: alone, overlong, a surrogate, beyond Unicode, cut; and a NUL. */
const BAD = ['ff', 'c080', 'eda080', 'f4908080', 'e282', '00']

type Spelling = { kind: string; at?: number; bytes?: string }

/** How the text of a body becomes bytes; `at` is a place in it, from 0 to 1. */
export const spelling: fc.Arbitrary<Spelling> = fc.oneof(
  { weight: 20, arbitrary: fc.constant({ kind: 'utf-8' }) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('bom', 'utf-16', 'utf-32', 'latin1', 'none')
      .map((kind) => ({ kind })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('twice', 'comment', 'comma', 'padded').map((kind) => ({ kind })),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('bad'), at: place(), bytes: fc.constantFrom(...BAD) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cut'), at: place() }) },
)

function place(): fc.Arbitrary<number> {
  return fc.integer({ min: 0, max: 20 }).map((twentieths) => twentieths / 20)
}

/** Longer than a body may be. */
const TOO_LONG = 17 * 1024

export function spell(text: string, { kind, at = 0, bytes = '' }: Spelling): Buffer {
  const utf8 = Buffer.from(text)
  const split = Math.floor(utf8.length * at)
  if (kind === 'bom') return Buffer.concat([Buffer.from('efbbbf', 'hex'), utf8])
  if (kind === 'utf-16') return Buffer.from(text, 'utf16le')
  if (kind === 'utf-32') return Buffer.from([...text].map((sign) => `${sign}\0\0\0`).join(''))
  if (kind === 'latin1') return Buffer.from(text, 'latin1')
  if (kind === 'none') return Buffer.alloc(0)
  if (kind === 'twice') return Buffer.concat([utf8, utf8])
  if (kind === 'comment') return Buffer.from(`/* */${text}`)
  if (kind === 'comma') return Buffer.from(text.replace(/\}$/, ',}'))
  if (kind === 'padded') return Buffer.from(text + ' '.repeat(TOO_LONG))
  if (kind === 'cut') return utf8.subarray(0, split)
  if (kind === 'bad') {
    return Buffer.concat([utf8.subarray(0, split), Buffer.from(bytes, 'hex'), utf8.subarray(split)])
  }
  return utf8
}

/**
 * How the bytes go out: in one piece or several, framed by a length or by chunks, whole or not. Never with
 * bytes beyond the frame: those are a second request, and its refusal says nothing about the first.
 */
export const framing = fc.record({
  by: fc.oneof(
    { weight: 14, arbitrary: fc.constant('length') },
    { weight: 5, arbitrary: fc.constant('chunks') },
    {
      weight: 2,
      arbitrary: fc.constantFrom('length too long', 'no last chunk', 'half a chunk', 'bad chunk'),
    },
    { weight: 1, arbitrary: fc.constantFrom('both', 'two lengths') },
  ),
  /** So many parts, so many milliseconds apart. */
  parts: fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, fc.integer({ min: 2, max: 6 })),
  pause: fc.constantFrom(0, 1, 20),
})

export type Framing = { by: string; parts: number; pause: number }

/** Is less sent than the head promises? */
export const isIncomplete = ({ by }: Framing): boolean =>
  ['length too long', 'no last chunk', 'half a chunk'].includes(by)

/** @returns the lines of the head that frame the body, and the body as it is sent. */
export function frame(body: Buffer, { by, parts }: Framing): { lines: string[]; sent: Buffer[] } {
  const size = Math.max(1, Math.ceil(body.length / parts))
  const pieces = Array.from({ length: Math.ceil(body.length / size) }, (_, index) =>
    body.subarray(index * size, (index + 1) * size),
  )
  const length = (bytes: number) => `Content-Length: ${bytes}`
  const chunked = 'Transfer-Encoding: chunked'
  const last = Buffer.from(chunk(''))
  const chunks = pieces.map((piece) =>
    Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')]),
  )
  switch (by) {
    case 'chunks':
      return { lines: [chunked], sent: [...chunks, last] }
    case 'no last chunk':
      return { lines: [chunked], sent: chunks }
    case 'half a chunk':
      return { lines: [chunked], sent: [Buffer.from('1000\r\n'), ...pieces] }
    case 'bad chunk':
      return { lines: [chunked], sent: [Buffer.from('-1;x\r\n'), ...pieces, last] }
    case 'both':
      return { lines: [chunked, length(body.length)], sent: [...chunks, last] }
    case 'two lengths':
      return { lines: [length(body.length), length(body.length + 1)], sent: pieces }
    case 'length too long':
      return { lines: [length(body.length + 1000)], sent: pieces }
    default:
      return { lines: [length(body.length)], sent: pieces }
  }
}
