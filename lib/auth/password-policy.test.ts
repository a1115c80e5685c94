import { dictionary } from '@zxcvbn-ts/language-common'
import { describe, expect, test } from 'vitest'
import { countCharacters } from './input'
import { passwordWeakness } from './password-policy'

const context = { email: 'christine.smith@parkhotel.example', minLength: 8 }
const weakness = (password: string, more: Partial<typeof context> = {}) =>
  passwordWeakness(password, { ...context, ...more })

const SHORT = /^Use at least 8 characters\./
const COMMON = /first passwords that attackers try/
const OWN = /too close to your email address/
const APP = /too close to the name of this app/

describe('length, in code points', () => {
  test.each([
    ['nothing', ''],
    ['7 letters', 'kxwvbnz'],
    ['7 emoji, 14 UTF-16 units', '🔑🦄🌍🍕🎈🚀🧩'],
    ['7 letters of four UTF-8 bytes', '𝒶𝒷𝒸𝒹𝓏𝓎𝓍'],
  ])('%s: too short', (_, password) => {
    expect(weakness(password)).toMatch(SHORT)
  })

  test.each([
    ['8 letters', 'kxwvbnzq'],
    ['8 emoji', '🔑🦄🌍🍕🎈🚀🧩🎲'],
    ['8 blanks and letters', 'k w b z '],
    ['256 letters', 'kxwvbnzq'.repeat(32)],
    ['no digit, no capital, no sign', 'violet teapot morning'],
  ])('%s: long enough', (_, password) => {
    expect(weakness(password)).toBeNull()
  })

  test('the setting counts', () => {
    expect(weakness('violet teapot', { minLength: 15 })).toMatch(/^Use at least 15 characters\./)
    expect(weakness('violet teapots!', { minLength: 15 })).toBeNull()
  })
})

describe('common passwords', () => {
  const common = (dictionary['passwords-common'] as string[]).filter(
    (password) => countCharacters(password) >= 8,
  )

  test('every one of the list that is long enough is refused, in small letters and in capitals', () => {
    expect(common.length).toBeGreaterThan(10_000)
    expect(common.filter((password) => weakness(password) === null)).toEqual([])
    expect(common.filter((password) => weakness(password.toUpperCase()) === null)).toEqual([])
  })

  test.each(['password', 'Password1', 'iloveyou', 'QWERTYUIOP', '12345678'])('%s', (password) => {
    expect(weakness(password)).toMatch(COMMON)
  })

  test('a long one that contains a common one is fine', () => {
    expect(weakness('password of the lighthouse keeper')).toBeNull()
  })
})

describe('the own address', () => {
  test.each([
    ['the address', 'christine.smith@parkhotel.example'],
    ['in capitals', 'CHRISTINE.SMITH@PARKHOTEL.EXAMPLE'],
    ['before the @', 'christine.smith'],
    ['without its dot', 'christinesmith'],
    ['with a year', 'ChristineSmith1984'],
    ['with signs around', '!!christine.smith!!'],
    ['with a number in front', '2026christine_smith'],
    ['twice', 'christinesmithchristinesmith'],
    ['the domain', 'parkhotel.example'],
    ['its name', 'parkhotel'],
    ['its name with a number', 'Parkhotel123!'],
    ['its name in look-alikes', 'p4rkh0t3l'],
    ['look-alikes at its end', 'chri$tine.5mith'],
    ['1 for i', 'chr1st1ne.sm1th'],
    ['! for i', 'chr!st!ne.sm!th'],
  ])('%s', (_, password) => {
    expect(weakness(password) ?? 'fine').toMatch(OWN)
  })

  test.each([
    ['a look-alike in front', '4licewonder', 'alicewonder@example.com'],
    ['@ in front', '@licewonder99', 'alicewonder@example.com'],
    ['a look-alike at the end', 'charlotte.lan3', 'charlotte.lane@example.com'],
    ['two at the end', 'wilderne$$', 'wilderness@example.com'],
    ['a short name with numbers', 'bob20262026', 'bob@example.com'],
    [
      'a name that has a number, with another one',
      'Parkhotelier2026!',
      'parkhotelier84@example.com',
    ],
    ['a name that has a number, without it', 'parkhotelier', 'parkhotelier84@example.com'],
    ['digits only, exactly', '9081726354', '9081726354@example.com'],
  ])('%s', (_, password, email) => {
    expect(weakness(password, { email }) ?? 'fine').toMatch(OWN)
  })

  test.each([
    ['a long one that contains it', 'christine.smith likes the sea', context.email],
    ['a long one that begins with the domain', 'parkhotel room with a view', context.email],
    ['a name of two letters', 'jo12345678x', 'jo@example.com'],
    ['digits that the name has none of', '98347501', 'jo@example.com'],
    ['only signs', '!?#&*+-=~', 'a@example.com'],
  ])('%s is fine', (_, password, email) => {
    expect(weakness(password, { email })).toBeNull()
  })
})

describe("the app's own name", () => {
  test.each([
    'hallpass',
    'HallPass',
    'Hall Pass',
    'hall-pass',
    'hallpass2026!',
    'H4llp4ss-2026!',
    'h4llp455',
    'h4llp4$$',
    'hallpasshallpass',
    '123hallpass456',
  ])('%s', (password) => {
    expect(weakness(password) ?? 'fine').toMatch(APP)
  })

  test('in a long password it is fine', () => {
    expect(weakness('hallpass for the whole corridor')).toBeNull()
  })
})

test('the answer is a sentence for the person, and never repeats the password', () => {
  for (const password of ['kxwvbnz', 'password1', 'christinesmith', 'hallpass1']) {
    const said = weakness(password)
    expect(said).toMatch(/^[A-Z][^<>]*\.$/)
    expect(said).not.toContain(password)
  }
})

test('a hostile address and a hostile password are judged at once', () => {
  const started = performance.now()
  for (const letter of ['l', 'i', 'o', 's', '1']) {
    const email = `${letter.repeat(64)}@${letter.repeat(60)}.example`
    for (const filling of ['1', '|', '0', '$', '1-', '1.', '-', ' ', letter]) {
      for (const end of ['', 'z', '!']) {
        const password = filling.repeat(255).slice(0, 255) + end
        expect(() => weakness(password, { email })).not.toThrow()
      }
    }
  }
  expect(performance.now() - started).toBeLessThan(2000)
})

test.each(['[a-z]+@example.com', '(((((@example.com', 'a{999}b@example.com', 'x^]\\d@example.com'])(
  'the address %s is a text and no pattern',
  (email) => {
    expect(weakness('kxwvbnzq', { email })).toBeNull()
    expect(weakness(email, { email })).toMatch(OWN)
  },
)
