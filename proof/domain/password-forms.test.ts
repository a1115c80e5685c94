import { expect, test } from 'vitest'
import { passwordWeakness } from '../../lib/auth/passwords/new-password'
import { wordsBehind } from '../../lib/auth/passwords/password-forms'

const COMMON = /first passwords that attackers try/
const VARIATION = /^A common password with a few digits or signs/
const weakness = (password: string) =>
  passwordWeakness(password, { email: 'christine.smith@parkhotel.example', minLength: 8 })

test('when digits and signs are around a common one, or stand for its letters, it is refused', () => {
  const known = `P@ssw0rd123 Pa$$w0rd123 P@$$w0rd! Welcome123! Welcome2024 Summer2024! Summer-2024!
      Winter2025 Changeme123! letmein123! Admin@123 @dmin123! Test1234! 123welcome! W3lc0me!! hell0!!!
      $ummer2024 Ｗｅｌｃｏｍｅ２０２４！`
  const passwords = known.split(/\s+/)
  expect(passwords.filter((password) => !VARIATION.test(weakness(password) ?? ''))).toEqual([])
})

test('when it only looks like another text than a common one, it is refused', () => {
  for (const password of [
    'ＰＡＳＳＷＯＲＤ１２３',
    'pass\u200bword123',
    '\u{e0041}letmein1\ufe0f',
  ]) {
    expect(weakness(password), password).toMatch(COMMON)
  }
})

test('when it is a phrase that everybody has read, it is refused', () => {
  for (const password of ['correcthorsebatterystaple', 'Correct-Horse-Battery-Staple1']) {
    expect(weakness(password), password).toMatch(COMMON)
  }
})

test('when characters have no form, they count for the length and are not enough alone', () => {
  expect(weakness('kxwvbnz\u200b')).toBeNull()
  expect(weakness(`k${'\u200b'.repeat(9)}`)).toMatch(/repeats itself/)
  expect(weakness('\u3164'.repeat(9))).toMatch(/nothing but blanks/)
})

test.each(['Kx7mwq2!z', 'welcome to 2024', '1984summer2024!!', '7!teapot in summer', '98347501'])(
  'when more is in it than a common word and a little around, %j is fine',
  (password) => {
    expect(weakness(password)).toBeNull()
  },
)

test('when a password has no digits and signs, the word behind it is itself', () => {
  expect([...wordsBehind('violet')]).toEqual(['violet'])
})

test('when a 1 is in it, it is read as an i and as an l', () => {
  for (const word of ['v1olet', 'violet']) expect(wordsBehind('v1olet!')).toContain(word)
  expect(wordsBehind('vio1et!')).toContain('violet')
})

test('when digits and signs are around a word, six of them are taken off and no more', () => {
  expect(wordsBehind('!!violet2024')).toContain('violet')
  expect(wordsBehind('!!violet20246')).not.toContain('violet')
})
