import { beforeEach, expect, test } from 'vitest'
import { addEvent } from '../../db/events'
import { putOneTimeToken } from '../../db/one-time-tokens'
import { users } from '../../db/schema'
import { insertSession } from '../../db/sessions'
import { EVENT_KEEP_TIME, MAIL_KEEP_TIME, purge, UNUSED_AGE } from './purge'
import { refreshSession } from './sessions/refresh'
import { DAY, START, scene, tokenOf } from './testing'

const { addUser, at, config, db, events, row, signIn, tokenVersion, userRow } = await scene()
const NOW = START + 200 * DAY

beforeEach(async () => {
  await db.delete(users)
})

test('when rows are old, they are deleted in steps until none is left', async () => {
  const held = await signIn(undefined, NOW)
  const { id: _, ...template } = await row(held.id)
  for (let index = 0; index < 501; index += 1) {
    await insertSession(db, { ...template, id: `old ${index}`, absoluteExpiresAt: NOW })
  }
  const event = { userId: held.user.id, sessionId: null, type: 'sign-in', ip: null } as const
  const write = (id: string, createdAt: number) =>
    addEvent(db, { ...event, id, createdAt, userAgent: null })
  await write('old', NOW - EVENT_KEEP_TIME)
  await write('kept', NOW - EVENT_KEEP_TIME + 1)
  for (const expiresAt of [NOW - MAIL_KEEP_TIME, NOW - MAIL_KEEP_TIME + 1]) {
    const { id: userId } = await addUser()
    const token = { purpose: 'password-reset', userId, credentialVersion: 0, expiresAt } as const
    await putOneTimeToken(db, { ...token, tokenHash: `of ${expiresAt}` })
  }
  expect(await purge({ db, now: NOW, config })).toEqual({
    sessions: 501,
    tokens: 1,
    limits: 0,
    events: 1,
    mails: 0,
    accounts: 0,
  })
  expect(await purge({ db, now: NOW, config })).toEqual({
    sessions: 0,
    tokens: 0,
    limits: 0,
    events: 0,
    mails: 0,
    accounts: 0,
  })
  expect(await row(held.id)).toMatchObject(template)
  expect((await events(held.user)).map(({ id }) => id)).toEqual(['kept'])
})

test('when a session has ended, it stays as long as a copy of its token is valid', async () => {
  const held = await signIn()
  await refreshSession(at(START), held.token)
  await purge({ db, now: START + 30 * DAY - 1, config })
  expect(await row(held.id)).toBeDefined()
  await purge({ db, now: START + 30 * DAY, config })
  await expect(row(held.id)).rejects.toThrow('no such session')
})

test('when the session of a token is deleted, the token is refused without an alarm', async () => {
  const user = await addUser()
  const held = await signIn(user)
  const next = await refreshSession(at(START), held.token)
  await purge({ db, now: NOW, config })
  for (const token of [held.token, next.ok ? tokenOf(next.grant) : '']) {
    for (const now of [START, NOW]) {
      const answer = await refreshSession(at(now), token)
      expect(answer).toEqual({ ok: false, code: 'session-expired' })
    }
  }
  expect(await tokenVersion(user)).toBe(0)
})

test('when the purge is stopped, it begins no further step', async () => {
  await signIn()
  const stopped = AbortSignal.abort()
  expect(await purge({ db, now: NOW, config }, stopped)).toEqual({
    sessions: 0,
    tokens: 0,
    limits: 0,
    events: 0,
    mails: 0,
    accounts: 0,
  })
})

test('when an account was neither verified nor used for 30 days, it is deleted; any other stays', async () => {
  const made = (age: number, more: object = {}) => addUser({ createdAt: NOW - age, ...more })
  const gone = [
    await made(UNUSED_AGE.from),
    await made(45 * DAY + 1),
    await made(UNUSED_AGE.to - 1),
  ]
  const used = await made(40 * DAY)
  const event = { userId: used.id, sessionId: null, type: 'sign-in', ip: null } as const
  await addEvent(db, { ...event, id: 'used', createdAt: NOW - 39 * DAY, userAgent: null })
  const kept = [
    await made(UNUSED_AGE.from - 1),
    // A sign-in at its beginning is forgotten by now.
    await made(UNUSED_AGE.to),
    await made(40 * DAY, { emailVerifiedAt: NOW }),
    await made(40 * DAY, { disabledAt: NOW }),
    // Of an earlier release, or one that had another password before.
    await made(40 * DAY, { credentialVersion: 1 }),
    (await signIn(await made(40 * DAY), NOW)).user,
    used,
  ]
  const off = { emailVerification: 'off' } as const
  expect(await purge({ db, now: NOW, config: off })).toMatchObject({ accounts: 0 })
  expect(await purge({ db, now: NOW, config })).toMatchObject({ accounts: gone.length })
  for (const user of gone) expect(await userRow(user)).toBeUndefined()
  for (const user of kept) expect(await userRow(user)).toMatchObject({ id: user.id })
})
