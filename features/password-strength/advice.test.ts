import { expect, test, vi } from 'vitest'
import { commonPasswords } from '@/lib/auth/passwords/common-passwords'
import { passwordWeakness } from '@/lib/auth/passwords/new-password'
import { PASSWORD_TOO_LONG } from '@/lib/contract/characters'
import { adviceOn } from './advice'

// Another name would take another word, and a clone gives it one.
vi.mock('@/lib/brand', async (original) => ({
  ...(await original<object>()),
  NAME: 'Sand Glass',
  SLUG: 'sandglass',
}))

const context = { email: 'christine.smith@parkhotel.example', minLength: 8 }
const advice = (password: string) => adviceOn(password, context)
const GOOD = 'This looks hard to guess.'

test.each([
  ['', ''],
  ['seven g', '1 more character to go.'],
  ['a', '7 more characters to go.'],
  ['🔑🔑🔑', '5 more characters to go.'],
  ['seven geese over the lake', GOOD],
  ['x'.repeat(3) + ' seven geese over '.repeat(20), PASSWORD_TOO_LONG],
])('when %j is typed, the advice is %j', (password, words) => {
  expect(advice(password)).toBe(words)
})

test.each([
  'password123',
  'P@ssw0rd123!',
  'qwertyuiop',
  'hjkl;hjkl;hjkl;',
  '        ',
  'christine.smith',
  'sm1th-parkhotel',
  'mysandglass1',
  'correct horse battery staple',
])('when the server would refuse %j by its rules, the advice is its sentence', (password) => {
  const sentence = passwordWeakness(password, context)
  expect(sentence).not.toBeNull()
  expect(advice(password)).toBe(sentence)
})

test.each([
  ['14.07.1989', /^(Easy to guess|Could be guessed)\. Add words, not dates\.$/],
  ['Sunflowerkitchen', /^Could be guessed\. Add words, not capital letters\.$/],
  ['sunflowerkitchen', /^Could be guessed\. Add one or two words\.$/],
])(
  'when %j is taken by the rules and quickly guessed, the advice has a way out',
  (password, words) => {
    expect(passwordWeakness(password, context)).toBeNull()
    expect(advice(password)).toMatch(words)
  },
)

test('when a password is among the most used, the advice never is that it looks hard to guess', () => {
  const mostUsed = commonPasswords().subarray(0, 300_000).toString().split('\n')
  const tried = mostUsed
    .filter((_, index) => index % 40 === 0)
    .map((word) => `${word}${word.length < 8 ? '2024' : ''}`)
  expect(tried.length).toBeGreaterThan(800)
  expect(tried.filter((password) => advice(password) === GOOD)).toEqual([])
})

test('when long passwords are made to be slow to judge, the advice takes little time all the same', () => {
  const words = commonPasswords().subarray(0, 300_000).toString().split('\n')
  const spelt = words
    .filter((word) => /^[a-z]{5,8}$/.test(word))
    .map((word) => word.replaceAll('a', '4').replaceAll('s', '$').replaceAll('o', '0'))
  const slow = Array.from({ length: 10 }, (_, index) =>
    spelt
      .slice(index * 40)
      .join('')
      .slice(0, 254),
  )
  expect(slow.map((password) => passwordWeakness(password, context))).toEqual(slow.map(() => null))
  // Of the processor: a busy machine counts for nothing.
  const start = process.cpuUsage()
  for (const password of slow) advice(password)
  expect(process.cpuUsage(start).user / 1_000).toBeLessThan(2_000)
})
