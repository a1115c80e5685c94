/** No stranger can tell by the work of a refusal whether an address has an account. */
import bcrypt from 'bcryptjs'
import { beforeEach, expect, test, vi } from 'vitest'
import { highestPasswordCost } from '../../db/users'
import { sessionLane } from '../../lib/auth/passwords/hash-lanes'
import * as pool from '../../lib/auth/passwords/hash-pool'
import { hashPassword, parseStoredPassword } from '../../lib/auth/passwords/password-hash'
import { refusalCostOf } from '../../lib/auth/passwords/refusal-cost'
import { signInWithPassword } from '../../lib/auth/sessions/sign-in'
import { MINUTE, START, scene } from '../../lib/auth/testing'

vi.mock('../../lib/auth/passwords/hash-pool', { spy: true })
beforeEach(() => {
  vi.mocked(pool.runHashTask).mockClear()
})

const settings = {
  bcryptCost: 4,
  bcryptThreads: 2,
  pepper: null,
  previousPepper: null,
  webConcurrency: 1,
}

const password = 'correct horse battery'

/** How many rounds of bcrypt were asked for since the last look. */
function roundsAsked(): number {
  const costs = vi.mocked(pool.runHashTask).mock.calls.flatMap(([{ name, task }]) => {
    if (name === 'hash') return [task.cost]
    return [parseStoredPassword(task.encoded)?.cost ?? 0, ...task.onRefusal]
  })
  vi.mocked(pool.runHashTask).mockClear()
  return costs.reduce((sum, cost) => sum + 2 ** cost, 0)
}

/** People with hashes of many costs and schemes, and an app that makes hashes of cost 6. */
async function peopleOfManyCosts(...more: string[]) {
  const stage = await scene()
  const config = { ...stage.config, ...settings, bcryptCost: 6 }
  const own = await Promise.all(
    [4, 5, 6].map(async (bcryptCost) => {
      const lane = sessionLane({ device: { ip: null } }, 'u1')
      const hashed = await hashPassword(password, { ...settings, bcryptCost }, lane)
      return hashed.ok ? hashed.value : ''
    }),
  )
  const imported = [4, 6].map((cost) => bcrypt.hashSync(password, cost))
  const ofOtherPepper = `h1.01234567${own[0]?.slice(2)}`
  const hashes = [...own, ...imported, 'not readable', ofOtherPepper, ...more]
  const people = await Promise.all(hashes.map((passwordHash) => stage.addUser({ passwordHash })))
  roundsAsked()
  const attempt = (email: string, typed: string, now = START) =>
    signInWithPassword(
      { ...stage.at(now), config },
      { email, password: typed },
      { refreshTokens: [] },
    )
  return { ...stage, people, attempt }
}

test('when a password is wrong, every account costs what an unknown address costs', async () => {
  const { people, attempt } = await peopleOfManyCosts()
  for (const email of ['no-one@example.com', ...people.map((person) => person.email)]) {
    expect(await attempt(email, 'wrong horse')).toMatchObject({ code: 'invalid-credentials' })
    expect(roundsAsked(), email).toBe(2 ** 6)
  }
})

test('when an imported hash costs more than BCRYPT_COST, every refusal costs that', async () => {
  const { people, attempt } = await peopleOfManyCosts(bcrypt.hashSync(password, 8))
  for (const email of ['no-one@example.com', ...people.map((person) => person.email)]) {
    await attempt(email, 'wrong horse')
    expect(roundsAsked(), email).toBe(2 ** 8)
  }
})

test('when the password is right, the stored cost is paid and a hash of today, and no more', async () => {
  const { people, attempt, userRow } = await peopleOfManyCosts(bcrypt.hashSync(password, 8))
  const expensive = people.at(-1)
  if (!expensive) throw new Error('There is no user')
  expect(await attempt(expensive.email, password)).toMatchObject({ ok: true })
  expect(roundsAsked()).toBe(2 ** 8 + 2 ** 6)
  expect((await userRow(expensive))?.passwordHash).toMatch(/^h1\$2b\$06\$/)
  // That the most expensive one is gone counts from the next look on, an hour later at most.
  await attempt('no-one@example.com', 'wrong horse', START + 59 * MINUTE)
  expect(roundsAsked()).toBe(2 ** 8)
  await attempt('no-one@example.com', 'wrong horse', START + 60 * MINUTE)
  expect(roundsAsked()).toBe(2 ** 6)
})

test('when there is no account, the cost is that of the setting', async () => {
  const { db, config, at } = await scene()
  expect(await highestPasswordCost(db)).toBe(0)
  expect(await refusalCostOf(at(START))).toBe(config.bcryptCost)
})

test('when the database fails, the next sign-in asks again', async () => {
  const { at, addUser } = await scene()
  await addUser({ passwordHash: bcrypt.hashSync(password, 4).replace('$04$', '$13$') })
  const { db } = at(START)
  const select = vi.spyOn(db, 'select').mockImplementationOnce(() => {
    throw new Error('busy')
  })
  await expect(refusalCostOf(at(START))).rejects.toThrow('busy')
  select.mockRestore()
  expect(await refusalCostOf(at(START))).toBe(13)
})
