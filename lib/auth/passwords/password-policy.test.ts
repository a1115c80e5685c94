import { expect, test, vi } from 'vitest'
import { passwordWeakness } from './new-password'

// Whatever the app is called, these tests hold for it.
vi.mock('../../brand', async (original) => ({
  ...(await original<typeof import('../../brand')>()),
  NAME: 'Sand Glass',
  SLUG: 'sandglass',
}))

const context = { email: 'christine.smith@parkhotel.example', minLength: 8 }
const weakness = (password: string, more: Partial<typeof context> = {}) =>
  passwordWeakness(password, { ...context, ...more })

const SHORT = /^Use at least 8 characters\./
const COMMON = /first passwords that attackers try/
const OWN = /too close to your email address/
const REPEAT = /repeats itself/
const SEQUENCE = /mostly a sequence/
const KEYBOARD = /neighbouring keys/
const BLANK = /nothing but blanks/
const APP = /too close to the name of this app/

test.each([
  ['nothing', ''],
  ['7 letters', 'kxwvbnz'],
  ['7 emoji, 14 UTF-16 units', '🔑🦄🌍🍕🎈🚀🧩'],
  ['7 letters of four UTF-8 bytes', '𝒶𝒷𝒸𝒹𝓏𝓎𝓍'],
])('when a password is %s, it is too short', (_, password) => {
  expect(weakness(password)).toMatch(SHORT)
})

test.each([
  ['8 letters', 'kxwvbnzq'],
  ['8 emoji', '🔑🦄🌍🍕🎈🚀🧩🎲'],
  ['8 blanks and letters', 'k w b z '],
  ['256 letters', 'kxwvbnzq'.repeat(32)],
  ['no digit, no capital, no sign', 'violet teapot morning'],
])('when a password has %s, it is long enough', (_, password) => {
  expect(weakness(password)).toBeNull()
})

test('when the setting asks for 15 characters, 14 are too few', () => {
  expect(weakness('violet teapot', { minLength: 15 })).toMatch(/^Use at least 15 characters\./)
  expect(weakness('violet teapots!', { minLength: 15 })).toBeNull()
})

test.each(['password', 'Password1', 'iloveyou', 'QWERTYUIOP', '12345678'])(
  'when the password is %s, it is too common',
  (password) => {
    expect(weakness(password)).toMatch(COMMON)
  },
)

test('when a long password contains a common one, it is fine', () => {
  expect(weakness('password of the lighthouse keeper')).toBeNull()
})

test.each([
  'sandglass',
  'SandGlass',
  'Sand Glass',
  'S4ndgl4ss-2026!',
  'sandglass sandglass sandglass',
  'mysandglass1',
  'ＳＡＮＤＧＬＡＳＳ',
  'ssalgdnas123',
])('when the password is %s, it is too close to the name of the app', (password) => {
  expect(weakness(password) ?? 'fine').toMatch(APP)
})

test('when a long password contains the name of the app, it is fine', () => {
  expect(weakness('sandglass for the whole corridor')).toBeNull()
})

test.each([
  'christine.smith@parkhotel.example',
  'ChristineSmith1984',
  'Parkhotel123!',
  'chr1st1ne.sm1th',
  'htims.enitsirhc',
])('when the password is %s, it is too close to the address', (password) => {
  expect(weakness(password)).toMatch(OWN)
})

test.each([
  ['abcdefghijkl!', SEQUENCE],
  ['kxwkxwkxw', REPEAT],
  ['1qaz2wsx3edc!', KEYBOARD],
  ['        ', BLANK],
])('when the password is the pattern %s, the answer names it', (password, said) => {
  expect(weakness(password)).toMatch(said)
})

test('when a password is refused, the answer is a sentence that does not repeat it', () => {
  for (const password of ['kxwvbnz', 'password1', 'christinesmith', 'sandglass1']) {
    const said = weakness(password)
    expect(said).toMatch(/^[A-Z][^<>]*\.$/)
    expect(said).not.toContain(password)
  }
})
