// Machine: a clone need not edit this file.
/** Passwords that look long and are short to say: repeats, sequences, walks over the keyboard. */
/** With fewer independent pieces than this a password is quickly gone through. */
const MIN_PIECES = 5

/** Rows and columns of the keyboards that most people have, and of the keypad. */
const KEYBOARD_LINES = [
  ...['1234567890-=', '!@#$%^&*()_+', 'qwertyuiop[]', "asdfghjkl;'", 'zxcvbnm,./'],
  ...['1qaz', '2wsx', '3edc', '4rfv', '5tgb', '6yhn', '7ujm', '8ik,', '9ol.', '0p;/'],
  ...['!qaz', '@wsx', '#edc', '$rfv', '%tgb', '^yhn', '&ujm', '*ik,', '(ol.', ')p;/'],
  // QWERTZ and AZERTY, where they differ.
  ...['qwertzuiopü', 'asdfghjklöä', 'yxcvbnm,.-', '1qay', '2wsx', '6zhn'],
  ...['azertyuiop', 'qsdfghjklm', 'wxcvbn', '1aqw', '2zsx'],
  ...['147', '258', '369', '159', '357'],
]

/** Every three keys in a row, in both directions. */
const WALKS = new Set(
  KEYBOARD_LINES.flatMap((line) => [line, [...line].reverse().join('')]).flatMap((line) =>
    [...line].map((_, index) => line.slice(index, index + 3)).filter(({ length }) => length === 3),
  ),
)

export type Pattern = 'repeat' | 'sequence' | 'keyboard'

/**
 * Says of what pattern a password is almost wholly made, or null. Each stretch of a pattern counts
 * as one piece, as does every other character; of a long one that begins with `12345` enough is left.
 *
 * @param password in lower case.
 */
export function patternOf(password: string): Pattern | null {
  // `aabbcc` and `xyxyxy`: what follows itself counts once. Bounded, so that it stays fast.
  const once = [...password.replace(/(.{1,16}?)\1+/gsu, '$1')]
  if (once.length < MIN_PIECES) return 'repeat'
  if (fewestPieces(once, isStep) < MIN_PIECES) return 'sequence'
  const isWalk = (...keys: Parameters<IsRegular>) => isStep(...keys) || WALKS.has(keys.join(''))
  return fewestPieces(once, isWalk) < MIN_PIECES ? 'keyboard' : null
}

type IsRegular = (one: string, two: string, three: string) => boolean

/** `abc`, `321`, `2468`. */
function isStep(one: string, two: string, three: string): boolean {
  const step = code(two) - code(one)
  return Math.abs(step) <= 2 && code(three) - code(two) === step
}

const code = (character: string) => character.codePointAt(0) ?? 0

/** Read straight on, or as two that take turns: `1q2w3e4r`, `a1b2c3d4`. */
function fewestPieces(characters: string[], isRegular: IsRegular): number {
  const odd = characters.filter((_, index) => index % 2 === 0)
  const even = characters.filter((_, index) => index % 2 === 1)
  const apart = pieces(odd, isRegular) + pieces(even, isRegular)
  return Math.min(pieces(characters, isRegular), apart)
}

function pieces(characters: string[], isRegular: IsRegular): number {
  let count = 0
  let start = 0
  while (start < characters.length) {
    let end = start + 2
    while (end < characters.length && goesOn(characters, end, isRegular)) end += 1
    start = end - start > 2 ? end : start + 1
    count += 1
  }
  return count
}

function goesOn(characters: string[], index: number, isRegular: IsRegular): boolean {
  const [one = '', two = '', three = ''] = characters.slice(index - 2, index + 1)
  // A stretch that ran is over where one of the same character begins.
  return one !== two && isRegular(one, two, three)
}

/**
 * What is left of a password when it says everything once: the part that the whole repeats, and each
 * word only the first time.
 */
export function withoutRepetition(password: string): string {
  const period = shortestPeriod(password)
  // `hello hello`: the blank between is no part of what is repeated.
  const unit = period === password.length ? password : password.slice(0, period).trim()
  const words = new Set<string>()
  return unit.replace(/[^\p{L}\p{N}]*(\p{L}{3,}|\p{N}{3,})/gu, (whole, word: string) => {
    if (words.has(word)) return ''
    words.add(word)
    return whole
  })
}

/** How long the part is that a text repeats to its end; all of it where it repeats nothing. */
function shortestPeriod(text: string): number {
  for (let period = 1; period * 2 <= text.length; period += 1) {
    if (text.startsWith(text.slice(period))) return period
  }
  return text.length
}
