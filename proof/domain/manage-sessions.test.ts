import { expect, test } from 'vitest'
import { endOwnSession } from '../../lib/auth/sessions/manage-sessions'
import { readSession } from '../../lib/auth/sessions/read-session'
import { refreshSession } from '../../lib/auth/sessions/refresh'
import { MINUTE, START, scene } from '../../lib/auth/testing'

const { at, change, claimsOf, row, signIn } = await scene()
const NOW = START + MINUTE

/** A person with two sessions, as the first one's caller. */
async function two() {
  const here = await signIn()
  const there = await signIn(here.user)
  return { user: here.user, here, there, caller: { user: here.user, session: await row(here.id) } }
}

const ended = (reason: string) => ({ ok: false, code: 'session-revoked', reason })

test('when a refresh is on its way, it does not bring the ended session back', async () => {
  const { caller, there } = await two()
  const refreshing = refreshSession(at(NOW), there.token)
  await endOwnSession(at(NOW), caller, there.id)
  const answer = await refreshing
  if (answer.ok) {
    const claims = await claimsOf(answer.grant, NOW)
    expect(await readSession(at(NOW), claims)).toEqual(ended('ended-elsewhere'))
  }
  expect((await row(there.id)).revokedAt).toBe(NOW)
})

test('when a session has ended already, its reason stays', async () => {
  const { caller, there } = await two()
  await change(there.id, { revokedAt: START, revokedReason: 'replaced' })
  expect(await endOwnSession(at(NOW), caller, there.id)).toBe(false)
  expect(await refreshSession(at(NOW), there.token)).toEqual(ended('sign-in'))
})
