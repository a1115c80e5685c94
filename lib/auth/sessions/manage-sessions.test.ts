import { expect, test } from 'vitest'
import { DAY, DEVICE, MINUTE, START, scene } from '../testing'
import { endOtherSessions, endOwnSession, listSessions, signOutEverywhere } from './manage-sessions'
import { readSession } from './read-session'
import { refreshSession } from './refresh'

const { at, events, row, signIn, tokenVersion } = await scene()
const NOW = START + MINUTE

/** A person with two sessions, as the first one's caller. */
async function two() {
  const here = await signIn()
  const there = await signIn(here.user)
  return { user: here.user, here, there, caller: { user: here.user, session: await row(here.id) } }
}

const ended = (reason: string) => ({ ok: false, code: 'session-revoked', reason })

test('when sessions are listed, each is shown without its secrets', async () => {
  const { here, user } = await two()
  const session = await row(here.id)
  const iso = (time: number) => new Date(time).toISOString()
  const [first, ...others] = await listSessions(at(NOW), { userId: user.id, sessionId: here.id })
  const shown = [first, ...others].find((summary) => summary?.id === here.id)
  expect(shown).toEqual({
    id: here.id,
    current: true,
    createdAt: iso(START),
    lastUsedAt: iso(START),
    expiresAt: iso(START + 7 * DAY),
    ...DEVICE,
    browser: DEVICE.userAgent,
    system: 'Unknown system',
  })
  expect(others).toHaveLength(1)
  for (const secret of [session.salt, session.refreshTokenHash]) {
    expect(JSON.stringify([first, others])).not.toContain(secret)
  }
})

test('when one session is ended, both of its tokens are refused at once, without an alarm', async () => {
  const { caller, here, there, user } = await two()
  expect(await endOwnSession(at(NOW), caller, there.id)).toBe(true)
  expect(await readSession(at(NOW), there.claims)).toEqual(ended('ended-elsewhere'))
  for (const time of [NOW, NOW + DAY]) {
    const answer = await refreshSession(at(time), there.token)
    expect(answer).toEqual(ended('ended-elsewhere'))
  }
  expect(await readSession(at(NOW), here.claims)).toMatchObject({ ok: true })
  expect(await tokenVersion(user)).toBe(0)
  expect(await events(user)).toMatchObject([{ type: 'session-ended', sessionId: there.id }])
})

test('when the session is of another user, it does not end and nothing is written', async () => {
  const { here, user } = await two()
  const stranger = await signIn()
  const caller = { user: stranger.user }
  for (const id of [here.id, '', 'nothing']) {
    expect(await endOwnSession(at(NOW), caller, id)).toBe(false)
  }
  expect(await readSession(at(NOW), here.claims)).toMatchObject({ ok: true })
  expect(await events(user)).toEqual([])
  expect(await events(stranger.user)).toEqual([])
})

test('when all other sessions are ended, the one that asks goes on and one event is written', async () => {
  const { caller, here, there, user } = await two()
  await endOtherSessions(at(NOW), caller)
  expect(await readSession(at(NOW), there.claims)).toEqual(ended('ended-elsewhere'))
  expect(await readSession(at(NOW), here.claims)).toMatchObject({ ok: true })
  await endOtherSessions(at(NOW), caller)
  expect(await events(user)).toMatchObject([{ type: 'session-ended', sessionId: null }])
})

test('when a user signs out everywhere, all sessions end and one event is written', async () => {
  const { here, there, user } = await two()
  await signOutEverywhere(at(NOW), user, here.id)
  await signOutEverywhere(at(NOW), user, here.id)
  for (const { claims, token } of [here, there]) {
    expect(await readSession(at(NOW), claims)).toEqual(ended('sign-out-everywhere'))
    expect(await refreshSession(at(NOW + DAY), token)).toEqual(ended('sign-out-everywhere'))
  }
  expect(await tokenVersion(user)).toBe(1)
  expect(await events(user)).toMatchObject([{ type: 'sign-out-everywhere', sessionId: here.id }])
})
