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
  'Not hard to guess.',
  'Fairly hard to guess. One more word makes it harder.',
  'This looks hard to guess.',
]

/** By the name of what zxcvbn suggests. */
const HINTS: Record<string, string> = {
  dates: 'Years and dates help little.',
  recentYears: 'Years and dates help little.',
  associatedYears: 'Years and dates help little.',
  l33t: 'Signs in place of letters help little.',
  capitalization: 'Capital letters help little.',
  allUppercase: 'Capital letters help little.',
  reverseWords: 'A word backwards helps little.',
}
const MORE_WORDS = 'One or two more words make it harder.'

const common = new Set(dictionary['passwords-common'])
const known = {
  isCommon: (text: string) => common.has(text),
  toUnicode: (domain: string) => domain,
}

let meter: ZxcvbnFactory | undefined

/**
 * The server's own sentence where this page can know that it would refuse the password, else how hard it looks
 * to guess.
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
  const hint = feedback.suggestions.map((name) => HINTS[name]).find(Boolean)
  return [WORDS[score], hint, score < 3 && MORE_WORDS].filter(Boolean).join(' ')
}
