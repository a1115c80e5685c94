/** A line that the operator typed or piped in: all of it as it was given, or refused. */

/** Why what was typed or piped in cannot be taken, in a sentence. */
export class InputError extends Error {
  name = 'InputError'
}

const LF = 0x0a
const CR = 0x0d

/**
 * The first line that comes in, read as bytes: a reader of text takes other encodings for UTF-8,
 * and a CR for the end of a line.
 *
 * @param {NodeJS.ReadableStream} input
 * @returns {Promise<string | null>} null where it ends before a line
 * @throws InputError
 */
export async function firstLine(input) {
  const chunks = []
  for await (const chunk of input) {
    chunks.push(chunk)
    if (chunk.includes(LF)) break
  }
  const bytes = Buffer.concat(chunks)
  if (bytes.length === 0) return null
  const end = bytes.indexOf(LF)
  if (end < 0) return decoded(bytes)
  return decoded(bytes.subarray(0, bytes[end - 1] === CR ? end - 1 : end))
}

function decoded(bytes) {
  try {
    return checked(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
  } catch (error) {
    throw error instanceof InputError ? error : refusal('is not UTF-8', PIPE_UTF_8)
  }
}

/**
 * A line as it is; what no one means to type would be a part of the password that no one knows of.
 *
 * @throws InputError
 */
export function checked(line) {
  if (line.startsWith('\ufeff')) throw refusal('starts with a byte order mark', PIPE_UTF_8)
  if (line.includes('\0')) throw refusal('has NUL bytes, as UTF-16 does', PIPE_UTF_8)
  if (line.includes('\ufffd')) {
    throw refusal('has U+FFFD, which stands for a character that was lost', PIPE_UTF_8)
  }
  const [control] = /\p{Cc}/u.exec(line) ?? []
  if (control) {
    const code = control.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
    throw refusal(`has the control character U+${code}`, 'A line ends with LF or CRLF.')
  }
  return line
}

const PIPE_UTF_8 =
  'Give it as UTF-8 without a byte order mark; Windows PowerShell writes UTF-16 by default.'

const refusal = (cause, advice) =>
  new InputError(`The input ${cause}, so that nothing is done. ${advice}`)
