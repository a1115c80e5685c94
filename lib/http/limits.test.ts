// Machine: a clone need not edit this file.
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { RequestContext } from '../auth/request-context'
import { DEVICE, START, scene } from '../auth/testing'
import { type Failure, failure } from '../contract/errors'
import { LIMITS } from '../limits/limits'
import {
  limitMail,
  limitPassword,
  limitPasswordChange,
  limitReset,
  limitSignIn,
  limitSignUp,
} from './limits'

const { at, db } = await scene()
// Each file of tests has a process of its own, whose database these counts are in.
const kept = globalThis as { appConnection?: unknown }
kept.appConnection = { db, now: () => START }
// The clock alone: a slow machine must not empty a count meanwhile.
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())
afterAll(() => {
  delete kept.appConnection
})

const made = async () => ({ ok: true }) as const
const forbidden = async () => failure('forbidden')
type Work = () => Promise<{ ok: true } | Failure>
const weak = async () => failure('weak-password')
const fault = async (): Promise<{ ok: true }> => {
  throw new Error('fault')
}
const busy = async () => failure('busy')

let networks = 0
const network = () => ({ ...at(START), device: { ...DEVICE, ip: `198.51.100.${++networks}` } })

async function times(number: number, one: (index: number) => Promise<unknown>) {
  for (let index = 0; index < number; index += 1) await one(index)
}

const mailed = LIMITS['mail-address'].windows[0].points

test.each(['forgot-password', 'resend-verification'] as const)(
  'when a stranger asks for %s again and again, the stranger waits, and the owner elsewhere does not',
  async (what) => {
    const [stranger, owner] = [network(), network()]
    const ask = (from: RequestContext, email = 'owner@mail.example') =>
      limitMail(from, what, email, made)
    await times(mailed, async () => expect(await ask(stranger)).toEqual({ ok: true }))
    expect(await ask(stranger)).toMatchObject({ code: 'too-many-requests' })
    expect(await ask(stranger, 'other@mail.example')).toEqual({ ok: true })
    expect(await ask(owner)).toEqual({ ok: true })
  },
)

test('when changes to an address are asked for from many networks, its mailbox is not flooded', async () => {
  const ask = () => limitMail(network(), 'change-email', 'victim@mail.example', made)
  await times(LIMITS['new-address'].windows[0].points, async () =>
    expect(await ask()).toEqual({ ok: true }),
  )
  expect(await ask()).toMatchObject({ code: 'too-many-requests' })
})

const signUps = LIMITS['sign-up-network'].windows[0]
const REQUEST = { headers: new Headers() }

test('when as many sign-ups are open as a network has, the next waits five seconds, and then gets through', async () => {
  const context = network()
  let begun = 0
  let end = () => {}
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  const hang = async () => {
    begun += 1
    await ended
    return busy()
  }
  const open = Array.from({ length: signUps.points }, (_, index) =>
    limitSignUp(context, `${index}@open.example`, hang),
  )
  await expect.poll(() => begun, { timeout: 10_000 }).toBe(signUps.points)
  const next = () => limitSignUp(context, 'ada@open.example', made)
  expect(await next()).toEqual(failure('too-many-requests', { retryAfter: 5 }))
  end()
  await Promise.all(open)
  expect(await next()).toEqual({ ok: true })
})

test('when as many accounts were made as a network has, the next waits an hour', async () => {
  const context = network()
  await times(signUps.points, (index) => limitSignUp(context, `${index}@made.example`, made))
  expect(await limitSignUp(context, 'ada@made.example', made)).toMatchObject({
    code: 'too-many-requests',
    detail: 'Too many accounts were made from your network.',
    retryAfter: signUps.seconds,
  })
})

test('when the check of sign-ups refuses an address again and again, its owner still signs up', async () => {
  const refuse = (context = network()) => limitSignUp(context, 'owner@check.example', forbidden)
  await times(LIMITS['sign-up-address'].windows[1].points + 1, () => refuse())
  expect(await limitSignUp(network(), 'owner@check.example', made)).toEqual({ ok: true })
  const bot = network()
  await times(signUps.points, () => refuse(bot))
  expect(await refuse(bot)).toMatchObject({ code: 'too-many-requests' })
})

describe.each([
  [
    'a sign-up',
    (context: RequestContext, work: Work) => limitSignUp(context, 'weak@a.example', work),
  ],
  ['a link', (context: RequestContext, work: Work) => limitReset(context, work)],
  [
    'a change',
    (context: RequestContext, work: Work) => limitPasswordChange(context, 'a session', work),
  ],
])('%s', (_, choose) => {
  test.each([
    ['weak', weak],
    ['met by a busy server', busy],
  ])('when passwords are %s again and again, the network waits a minute', async (_, work) => {
    const context = network()
    const { points, seconds } = LIMITS['new-password-network'].windows[0]
    await times(points, async () => expect(await choose(context, work)).toEqual(await work()))
    const refused = await choose(context, work)
    expect(refused).toMatchObject({ code: 'too-many-requests' })
    expect((refused as { retryAfter: number }).retryAfter).toBeLessThanOrEqual(seconds)
  })
})

test.each([
  [
    'a sign-in',
    'sign-in-account',
    (work: Work) => limitSignIn(network(), REQUEST, 'ada@fault.example', work),
  ],
  ['a password', 'password-session', (work: Work) => limitPassword(network(), 'fault', work)],
  [
    'a sign-up',
    'sign-up-address',
    (work: Work) => limitSignUp(network(), 'ada@fault.example', work),
  ],
] as const)('when %s ends in a fault, it is not counted', async (_, name, attempt) => {
  const { points } = LIMITS[name].windows[0]
  await times(points, () => expect(attempt(fault)).rejects.toThrow('fault'))
  expect(await attempt(made)).toEqual({ ok: true })
})
