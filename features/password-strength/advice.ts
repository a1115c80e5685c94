/** What a page says of a new password. Loaded when its field gets the focus. */
import { ZxcvbnFactory } from '@zxcvbn-ts/core'
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common'
import { weaknessOf } from '@/lib/auth/passwords/password-policy'
import { NAME, SLUG } from '@/lib/brand'
import { countCharacters, MAX_PASSWORD_LENGTH, PASSWORD_TOO_LONG } from '@/lib/contract/characters'

/** Of a longer password this much decides: the estimate takes more than linear time. */
const MAX_ESTIMATED = 64

/** By zxcvbn's score. */
const WORDS = [
  'Easy to guess.',
  'Easy to guess.',
  'Could be guessed.',
  'Fairly hard to guess. One more word helps.',
  'This looks hard to guess.',
]

/** What helps little, by the name of what zxcvbn suggests. */
const LITTLE: Record<string, string> = {
  dates: 'dates',
  recentYears: 'dates',
  associatedYears: 'dates',
  l33t: 'signs',
  capitalization: 'capital letters',
  allUppercase: 'capital letters',
}

const common = new Set(dictionary['passwords-common'])
const known = {
  isCommon: (text: string) => common.has(text),
  toUnicode: (domain: string) => domain,
}

let meter: ZxcvbnFactory | undefined

/**
 * The server's own sentence where this page can know that it would refuse the password, else how hard it looks
 * to guess. One line of the form, two on a phone.
 *
 * @param context.email '' where the page does not know it.
 */
export function adviceOn(
  password: string,
  { email, minLength }: { email: string; minLength: number },
): string {
  if (password === '') return ''
  const length = countCharacters(password)
  const missing = minLength - countCharacters(password.normalize('NFC'))
  if (missing > 0) return `${missing} more ${missing === 1 ? 'character' : 'characters'} to go.`
  if (length > MAX_PASSWORD_LENGTH) return PASSWORD_TOO_LONG
  const weakness = weaknessOf(password, { email, minLength }, known)
  if (weakness !== null) return weakness

  meter ??= new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs, maxLength: MAX_ESTIMATED })
  const about = [NAME, SLUG, email, ...email.split(/[@._+-]/)].filter(Boolean)
  const { score, feedback } = meter.check(password, about)
  if (score > 2) return WORDS[score] ?? ''
  const little = feedback.suggestions.map((name) => LITTLE[name]).find(Boolean)
  return `${WORDS[score]} ${little ? `Add words, not ${little}.` : 'Add one or two words.'}`
}
