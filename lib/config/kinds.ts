/** The kinds of settings, and how the text of each becomes a value. No environment here. */

import { isServiceAddress, isWebAddress, parseOrigin } from './app-url'
import { mailFromProblem, smtpUrlProblem } from './mail-settings'
import { secretWeakness } from './secret-strength'

type About = {
  /** In the environment. */
  name: string
  /** One sentence, for README.md and `.env.example`. */
  about: string
  /** What else `.env.example` says. */
  more?: string
  /** Values to show in `.env.example` where there is no default. */
  examples?: readonly string[]
  /** What holds while it is not set, where that is no constant. */
  unset?: string
  /** Why the start stops while it is not set. */
  missing?: string
  /** The release that brought it, where that is not the first. */
  since?: string
}

/** One setting. */
export type Row = About &
  (
    | { kind: 'seconds'; min: number; max: number; default: number }
    | { kind: 'count'; of?: string; min: number; max: number; default: number | null }
    /** Each option, and what it means where its name does not say it. */
    | { kind: 'choice'; options: Record<string, string>; default: string | null }
    /** The public origin of the app. */
    | { kind: 'origin'; default: null }
    /** A web address without query and fragment. */
    | { kind: 'url'; default: null }
    /** "off", "on" for the service that is usual, or the web address of another that answers as it does. */
    | { kind: 'service'; default: 'off' }
    /** The address of a server that sends mail. */
    | { kind: 'smtp'; default: null }
    /** An address that mail comes from. */
    | { kind: 'mailbox'; default: null }
    | { kind: 'text'; max?: number; severalLines?: true; default: string | null }
    /** Random bytes in base64url. `weak` says what else to do about a weak one. */
    | { kind: 'secret'; weak?: string; default: null }
    /** Read by a rule, which knows its shape. */
    | { kind: 'json'; default: null }
  )

export type Rows = Record<string, Row>

type ValueOf<R extends Row> =
  | (R extends { kind: 'seconds' | 'count' }
      ? number
      : R extends { kind: 'choice' }
        ? keyof R['options'] & string
        : string)
  | (R extends { missing: string } ? never : R['default'] extends null ? null : never)

/** The values of a table of settings. */
export type Values<R extends Rows> = { [Key in keyof R]: ValueOf<R[Key]> }

/** What the text means, or what is wrong with it: the rest of a sentence that begins with the name. */
export type Read = { value: string | number } | { message: string }

export const MAKE_A_SECRET = `node -e "console.log(crypto.randomBytes(32).toString('base64url'))"`
const CORRECT_IT = 'Correct it, or remove it for the default.'

/**
 * Line breaks, NUL, and characters without a form. The URL parser drops some of them, so that what is
 * read is not what is set.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u

/** Reads the text of one setting. No message repeats the text: it may be a secret. */
export function readValue(row: Row, text: string): Read {
  const read = readKind(row, text)
  if (
    'message' in read ||
    !INVISIBLE.test(severalLines(row) ? text.replace(/[\r\n\t]/g, '') : text)
  ) {
    return read
  }
  return {
    message: 'contains a line break or another invisible character. Type it anew, without it.',
  }
}

/** A certificate in PEM and JSON have line breaks. */
const severalLines = (row: Row) =>
  row.kind === 'json' || (row.kind === 'text' && row.severalLines === true)

function readKind(row: Row, text: string): Read {
  switch (row.kind) {
    case 'seconds':
    case 'count': {
      const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
      if (value >= row.min && value <= row.max) return { value }
      return { message: `must be a whole number from ${valuesOf(row)}. ${CORRECT_IT}` }
    }
    case 'choice':
      if (Object.hasOwn(row.options, text)) return { value: text }
      return { message: `must be ${valuesOf(row)}. ${CORRECT_IT}` }
    case 'origin':
      return parseOrigin(text)
    case 'url':
      if (isWebAddress(text)) return { value: text }
      return { message: 'must be a web address and nothing more, such as https://app.example.com.' }
    case 'service':
      if (text === 'off' || text === 'on' || isServiceAddress(text)) return { value: text }
      return { message: `must be ${valuesOf(row)}. ${CORRECT_IT}` }
    case 'smtp': {
      const problem = smtpUrlProblem(text)
      return problem === null ? { value: text } : { message: problem }
    }
    case 'mailbox': {
      const problem = mailFromProblem(text)
      return problem === null ? { value: text } : { message: problem }
    }
    case 'text':
      return readText(row, text)
    case 'secret': {
      const weakness = secretWeakness(text)
      if (!weakness) return { value: text }
      const advice = `Set at least 32 random bytes in base64url, such as the output of: ${MAKE_A_SECRET}`
      return { message: `${weakness}. ${advice}${row.weak ? ` ${row.weak}` : ''}` }
    }
    case 'json':
      return { value: text }
  }
}

function readText({ max }: Extract<Row, { kind: 'text' }>, text: string): Read {
  if (max === undefined) return { value: text }
  if (text.length > max) return { message: `must be at most ${max} characters long.` }
  if (text !== text.trim()) {
    return { message: 'must not be blank, or begin or end with a blank.' }
  }
  return { value: text }
}

/** What a setting can be, in words; empty where its sentence says it. */
export function valuesOf(row: Row): string {
  switch (row.kind) {
    case 'seconds':
      return `${row.min} to ${row.max} seconds`
    case 'count':
      return `${row.min} to ${row.max}${row.of ? ` ${row.of}` : ''}`
    case 'choice': {
      const options = Object.entries(row.options).map(
        ([option, meaning]) => `"${option}"${meaning && ` (${meaning})`}`,
      )
      return `${options.slice(0, -1).join(', ')} or ${options.at(-1)}`
    }
    case 'service':
      return '"on", "off" or the https address of a service that answers as https://api.pwnedpasswords.com/range does (http on a loopback host)'
    case 'secret':
      return 'at least 32 random bytes in base64url'
    default:
      return ''
  }
}
