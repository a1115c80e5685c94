// Machine: a clone need not edit this file.
/** The same password in other letters: what a reader takes it for, and what attackers' rules make of a word. */

/** What people write for a letter, each way counted as the letter. */
export const LOOKALIKES: Record<string, string> = {
  a: 'a4@',
  b: 'b8',
  e: 'e3',
  g: 'g9',
  i: 'il1!|',
  l: 'il1!|',
  o: 'o0',
  s: 's5$',
  t: 't7+',
}

/** So many digits and signs around a word are quickly gone through: a year and a sign at each end. */
const MAX_AROUND = 6
/** Below this many letters every text has a word in it. */
const MIN_LETTERS = 4

/**
 * In lower case, in one form (NFKC: full-width letters and ligatures are the plain ones), and without
 * what has no form: it hides a word from a list.
 */
export function asRead(password: string): string {
  const visible = password.replace(/[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}]/gu, '')
  return visible.normalize('NFKC').toLowerCase()
}

/**
 * The words that a password may be a variation of: with a few digits and signs taken off its ends,
 * and with look-alikes read as letters. `P@ssw0rd123` is `password`.
 *
 * @param password as read.
 */
export function wordsBehind(password: string): Set<string> {
  return new Set([...middles(password)].flatMap(spellings))
}

/** The password, and what is left of it without 1 to 6 characters around that are no letters. */
function* middles(password: string): Generator<string> {
  const characters = [...password]
  const head = lengthOfNoLetters(characters)
  const tail = lengthOfNoLetters([...characters].reverse())
  for (let start = 0; start <= Math.min(head, MAX_AROUND); start += 1) {
    for (let end = 0; end <= Math.min(tail, MAX_AROUND - start); end += 1) {
      yield characters.slice(start, characters.length - end).join('')
    }
  }
}

function lengthOfNoLetters(characters: string[]): number {
  const first = characters.findIndex((character) => /\p{L}/u.test(character))
  return first < 0 ? characters.length : first
}

/** As it is, and in letters only where it can be read as such: a 1 is an i or an l. */
function spellings(text: string): string[] {
  // A number is no word, whatever its digits look like.
  if (countLetters(text) < MIN_LETTERS - 1) return []
  const read = ['i', 'l'].map((one) => inLetters(text, one)).filter((word) => !/\P{L}/u.test(word))
  return [text, ...read].filter((word) => countLetters(word) >= MIN_LETTERS)
}

const countLetters = (text: string) => text.replace(/\P{L}/gu, '').length

function inLetters(text: string, one: string): string {
  return text.replace(/[^\p{L}]/gu, (sign) =>
    LOOKALIKES[one]?.includes(sign) ? one : letterOf(sign),
  )
}

const letterOf = (sign: string) =>
  Object.keys(LOOKALIKES).find((letter) => LOOKALIKES[letter]?.includes(sign)) ?? sign
