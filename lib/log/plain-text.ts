/**
 * Makes one JSON line of all that others print: Next, React, a library, Node's own warnings. A log
 * that is half text cannot be searched, and Next prints whole URLs, in whose queries secrets stand.
 */
import { stripVTControlCharacters } from 'node:util'
import { log } from './log'
import { isRefusalLine } from './refusals'
import { type Rest, sampler, systemClock } from './sampling'

/** In characters. A stranger chooses how long a URL is. */
const MAX_TEXT = 2_000
const MAX_KIND = 100

/** What Next prints where a client hangs up in the middle of a body: no error of the server. */
const HANG_UP = /^Error: aborted\n.*\bcode: 'ECONNRESET'/s

/** A path of a file fits; an address with a thousand characters does not. */
const LONG_WORD = /(\S{200})\S+/g

const REDACTIONS: [pattern: RegExp, replacement: string][] = [
  // A token, with a signature or cut off; and what a password is stored as.
  [/eyJ[\w-]{5,}(?:\.[\w-]*)*/g, '…'],
  [/\$2[abxy]\$[^\s'"]+/g, '…'],
  [/\b(Bearer|Basic) +\S+/gi, '$1 …'],
  [/:\/\/[^\s/@]{1,300}@/g, '://…@'],
  [/\?\S+/g, '?…'],
  [/[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.[a-z]{2,63}\b/gi, '…'],
]

/**
 * A printed text without queries, tokens, password hashes, credentials and mail addresses. Of a failed
 * SQL query only the cause and the stack are left: its message holds the parameters.
 */
export function redacted(text: string): string {
  const plain = stripVTControlCharacters(text).trim().slice(0, MAX_TEXT)
  const kept = plain.includes('Failed query') ? withoutParameters(plain) : plain
  return REDACTIONS.reduce(
    (line, [pattern, replacement]) => line.replace(pattern, replacement),
    kept.split('\n').map(withoutPaths).join('\n'),
  ).replace(LONG_WORD, '$1…')
}

/** A path that stands alone is what a client asked for, unless the line is one of a stack. */
function withoutPaths(line: string): string {
  if (/^\s*at /.test(line)) return line
  return line.replace(/(?<!\S)\/\S+/g, (path) => {
    const [first = ''] = /^\/[^/?]{0,32}/.exec(path) ?? []
    return first === path ? path : `${first}/…`
  })
}

/** What two lines have in common that say the same: the first line, without what varies. */
export function kindOf(text: string): string {
  const [first = ''] = redacted(text).split('\n')
  return first
    .replace(/(["'`]).*?\1/g, '…')
    .replace(/\d+/g, '0')
    .slice(0, MAX_KIND)
}

function withoutParameters(text: string): string {
  const [first = ''] = text.split('\n')
  const rest = text.split('\n').filter((line) => /^\s+(at |\[cause\]: )/.test(line))
  return [first.replace(/Failed query.*$/s, 'Failed query'), ...rest].join('\n')
}

/** What Next says is wrong begins with ⨯ or is an error; all else on standard error is a warning. */
export function levelOf(text: string, stream: 'stdout' | 'stderr'): 'info' | 'warn' | 'error' {
  if (stream === 'stdout') return 'info'
  return /^\s*(⨯|\w*Error\b)/.test(text) ? 'error' : 'warn'
}

/** Makes JSON lines of standard output and standard error. pino writes past this, to the descriptor. */
export function wrapPlainText(): void {
  for (const stream of ['stdout', 'stderr'] as const) {
    process[stream].write = (
      chunk: string | Uint8Array,
      encoding?: BufferEncoding | Callback,
      callback?: Callback,
    ) => {
      const known = typeof encoding === 'string' ? encoding : 'utf8'
      logText(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString(known), stream)
      const done = typeof encoding === 'function' ? encoding : callback
      if (done) process.nextTick(done)
      return true
    }
  }
  // Node prints these past both streams.
  process.removeAllListeners('warning')
  process.on('warning', ({ name, message }) => {
    const tell = (rest: Rest) => log.warn({ event: 'node_warning', name, ...rest })
    const write = () => log.warn({ event: 'node_warning', name, text: redacted(message) })
    sampled(`warning ${name}`, { write, tell })
  })
}

const sampled = sampler(systemClock)

type Callback = (error?: Error | null) => void

function logText(text: string, stream: 'stdout' | 'stderr'): void {
  const plain = stripVTControlCharacters(text)
  if (plain.trim() === '' || HANG_UP.test(plain)) return
  if (isRefusalLine(text)) {
    const { level: _, time: __, ...refusal } = JSON.parse(text)
    log.warn(refusal)
    return
  }
  const level = levelOf(plain, stream)
  const kind = kindOf(text)
  sampled(`${level} ${kind}`, {
    write: () => log[level]({ event: 'console', text: redacted(text) }),
    tell: (rest) => log[level]({ event: 'console', text: kind, ...rest }),
  })
}
