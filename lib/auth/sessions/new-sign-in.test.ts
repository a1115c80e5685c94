import { expect, test } from 'vitest'
import type { SignInBefore } from '../../../db/events'
import { EVENT_KEEP_TIME } from '../purge'
import { DAY, PASSWORD, START, scene } from '../testing'
import { isNewSignIn } from './new-sign-in'
import { signInWithPassword } from './sign-in'

const { at, mails, person, row } = await scene()

const firefox = (version: number, system = 'Windows NT 10.0; Win64; x64') =>
  `Mozilla/5.0 (${system}; rv:${version}.0) Gecko/20100101 Firefox/${version}.0`
const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'

const here = { userAgent: firefox(140), ip: '192.0.2.7' }
const before = (more: Partial<SignInBefore> = {}): SignInBefore => ({
  type: 'sign-in',
  ip: '192.0.2.0/24',
  userAgent: firefox(140),
  ...more,
})

test.each<[string, SignInBefore[], { age?: number; ip?: string | null }, boolean]>([
  ['no one has signed in before', [], {}, false],
  ['the account was only made, elsewhere', [before({ type: 'sign-up', ip: null })], {}, false],
  ['the same browser signed in on the same network', [before()], {}, false],
  ['the browser was updated meanwhile', [before({ userAgent: firefox(131) })], {}, false],
  [
    'the account was made from here',
    [before({ ip: '203.0.113.0/24' }), before({ type: 'sign-up' })],
    {},
    false,
  ],
  ['another address of the network signs in', [before()], { ip: '192.0.2.200' }, false],
  ['the network is another one', [before()], { ip: '203.0.113.7' }, true],
  ['the browser is another one', [before({ userAgent: CHROME })], {}, true],
  [
    'the system is another one',
    [before({ userAgent: firefox(140, 'X11; Linux x86_64') })],
    {},
    true,
  ],
  [
    'the network of one and the browser of another',
    [before({ ip: '203.0.113.0/24' }), before({ userAgent: CHROME })],
    {},
    true,
  ],
  ['the browser of then is unknown', [before({ userAgent: 'curl/8' })], {}, true],
  ['it has no address now', [before()], { ip: null }, true],
  ['it had none then, either', [before({ ip: null })], { ip: null }, false],
  ['what was before is no longer kept', [], { age: EVENT_KEEP_TIME + 1 }, true],
])(
  'when %s, the table says whether the sign-in is new',
  (_, earlier, { age = DAY, ip = here.ip }, isNew) => {
    expect(isNewSignIn({ ...here, ip }, age, earlier)).toBe(isNew)
  },
)

test('when a user signs in from elsewhere, the mail is there with the session, unless the account knows the browser', async () => {
  const user = await person({ createdAt: START })
  const signInFrom = async (ip: string, more: { isKnown?: boolean; password?: string } = {}) => {
    const { isKnown, password = PASSWORD } = more
    const device = { userAgent: here.userAgent, ip }
    const browser = { refreshTokens: [], isKnown }
    return signInWithPassword({ ...at(START), device }, { email: user.email, password }, browser)
  }
  const kinds = async () => (await mails(user)).map(({ kind, ip }) => `${kind} ${ip}`)
  await signInFrom('192.0.2.7')
  await signInFrom('192.0.2.8')
  await signInFrom('203.0.113.7', { isKnown: true })
  await signInFrom('198.51.100.7', { password: 'a wrong guess' })
  expect(await kinds()).toEqual([])
  const answer = await signInFrom('198.51.100.7')
  expect(await kinds()).toEqual(['new-sign-in 198.51.100.0/24'])
  const sessionId = answer.ok ? answer.grant.sessionId : ''
  expect(await row(sessionId)).toMatchObject({ userId: user.id })
  await signInFrom('198.51.100.7')
  expect(await kinds()).toHaveLength(1)
})
