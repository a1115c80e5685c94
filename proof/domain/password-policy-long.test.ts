import { domainToASCII } from 'node:url'
import { describe, expect, test, vi } from 'vitest'
import { commonPasswords, isCommonPassword } from '../../lib/auth/passwords/common-passwords'
import { passwordWeakness } from '../../lib/auth/passwords/new-password'
import { countCharacters } from '../../lib/contract/characters'

vi.mock('../../lib/auth/passwords/common-passwords', { spy: true })

const context = { email: 'christine.smith@parkhotel.example', minLength: 8 }
const weakness = (password: string, more: Partial<typeof context> = {}) =>
  passwordWeakness(password, { ...context, ...more })

const OWN = /too close to your email address/
const REPEAT = /repeats itself/
const SEQUENCE = /mostly a sequence/
const KEYBOARD = /neighbouring keys/
const BLANK = /nothing but blanks/
const common = commonPasswords().toString().trim().split('\n')

test('when the list is read, it is ranked, whole, and long enough to matter at 15 characters', () => {
  expect(common.slice(0, 3)).toEqual(['123456', 'password', '12345678'])
  expect(common.filter((password) => countCharacters(password) >= 8).length).toBeGreaterThan(4e5)
  expect(common.filter((password) => countCharacters(password) >= 15).length).toBeGreaterThan(9e3)
})

test('when one of the list is chosen, whatever its rank and case, it is refused', () => {
  const long = common.filter((password) => countCharacters(password) >= 8)
  const some = [...long.slice(0, 50), ...long.filter((_, index) => index % 8000 === 0)]
  expect(some.filter((password) => weakness(password) === null)).toEqual([])
  expect(some.filter((password) => weakness(password.toUpperCase()) === null)).toEqual([])
})

test('when one that is well known is chosen, it is refused', () => {
  const known = `987654321 00000000 88888888 123123123 11111111 12341234 123454321 0123456789 1234567890
      password123 password1! p@ssw0rd passw0rd passwordpassword letmein1 trustno1 football baseball
      superman starwars princess sunshine whatever computer corvette midnight mercedes maverick
      qwertyuiop qwerty123 1q2w3e4r 1qaz2wsx zaq12wsx qazwsxedc asdfghjkl asdfasdf zxcvbnm1 1q2w3e4r5t
      abcd1234 abc12345 a1b2c3d4 aa123456 qwer1234 iloveyou1 jennifer michelle liverpool chocolate
      butterfly spiderman pokemon1 charlie1 welcome1 admin123 changeme default1 87654321 11223344
      147258369 789456123 159753456 123qweasd google123 samsung1 internet master123 dragon123 
      monkey123 shadow123 michael1 jordan23 hello123 freedom1 babygirl lovelove hunter22 soccer12`
  const accepted = known.split(/\s+/).filter((password) => weakness(password) === null)
  expect(accepted).toEqual([])
})

test.each<[RegExp, string[]]>([
  [REPEAT, ['kxwkxwkxw', 'Zq9!Zq9!Zq9!', 'xkxkxkxkxkxkx', 'hello, hello, hello', 'üüüüüüüüü']],
  [REPEAT, ['teaport teaport teaport', 'ketpot7ketpot7', 'wwwwwwwwwB1', 'xx##xx##xx##']],
  [SEQUENCE, ['abcdefghijkl!', '98765432101x', 'aabbccddeeffg', 'xyz321!abc']],
  [SEQUENCE, ['a1b2c3d4e5f6g7!', 'ABCDEFGH-12345']],
  [KEYBOARD, ['qwertyuiop[]!', 'ASDFGHJKL;x', '1qaz2wsx3edc!', 'q1w2e3r4t5y6u7!', 'lkjhgfdsa,!']],
  [KEYBOARD, ['azertyuiop!-', '!QAZ@WSX#EDC', '147258369!']],
  [
    BLANK,
    [
      '        ',
      '\u00a0\u2003 \u3000\u00a0\u2003 \u3000',
      '\u200b\ufeff'.repeat(8),
      '\0\n\t'.repeat(3),
    ],
  ],
])('when a password is one of these, the answer is %s: %j', (said, passwords) => {
  for (const password of passwords) {
    expect(`${password}: ${weakness(password)}`).toMatch(said)
  }
})

test.each([
  'violet violet teapot',
  'x7#kQ123456!vB',
  'abc of the whole garden',
  'no, no, not that',
])('when only a part of it is one, %j is fine', (password) => {
  expect(weakness(password)).toBeNull()
})

test('when 15 characters are asked for, what is repeated must have them', () => {
  expect(weakness('violet teapot, violet teapot', { minLength: 15 })).toMatch(REPEAT)
})

describe('the own address', () => {
  test.each([
    ['the address', 'christine.smith@parkhotel.example'],
    ['in capitals', 'CHRISTINE.SMITH@PARKHOTEL.EXAMPLE'],
    ['with a digit', 'christine.smith@parkhotel.example1'],
    ['with a sign in front', '!christine.smith@parkhotel.example'],
    ['without its dots', 'christinesmith@parkhotelexample'],
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
    ['backwards', 'htims.enitsirhc'],
    ['in full-width letters', 'ｃｈｒｉｓｔｉｎｅ１９８４'],
  ])('when the password is %s, it is too close to the address', (_, password) => {
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
    ['one part of the name', 'Smith1984!', context.email],
    ['a little around a part', 'mychristine1', context.email],
    ['a word beside it', 'christine tea', context.email],
    ['three times', 'christinechristinechristine', context.email],
    [
      'the domain in its own script',
      'münchner-bank',
      `user@${domainToASCII('münchner-bank.example')}`,
    ],
  ])('when the password is %s, it is too close to the address', (_, password, email) => {
    expect(weakness(password, { email }) ?? 'fine').toMatch(OWN)
  })

  test.each([
    ['a long one that contains it', 'christine.smith likes the sea', context.email],
    ['a long one that begins with the domain', 'parkhotel room with a view', context.email],
    ['a name of two letters', 'jo83749174x', 'jo@example.com'],
    ['digits that the name has none of', '98347501', 'jo@example.com'],
    ['only signs', '!?#&*+-=~', 'a@example.com'],
  ])('when the password is %s, it is fine', (_, password, email) => {
    expect(weakness(password, { email })).toBeNull()
  })
})

// A pattern that backtracks would take minutes on these: the test would never end.
test('when an address and a password are made to slow the patterns down, each is judged', () => {
  vi.mocked(isCommonPassword).mockReturnValue(false)
  for (const letter of ['l', 'i', 'o', 's', '1']) {
    const email = `${letter.repeat(64)}@${letter.repeat(60)}.example`
    for (const filling of ['1', '|', '0', '$', '1-', '1.', '-', ' ', '\ufdfa', letter]) {
      for (const end of ['', 'z', '!']) {
        const password = filling.repeat(255).slice(0, 255) + end
        expect(() => weakness(password, { email })).not.toThrow()
      }
    }
  }
})

test.each(['[a-z]+@example.com', '(((((@example.com', 'a{999}b@example.com', 'x^]\\d@example.com'])(
  'when the address is %s, it is text and no pattern',
  (email) => {
    expect(weakness('kxwvbnzq', { email })).toBeNull()
    expect(weakness(email, { email })).toMatch(OWN)
  },
)
