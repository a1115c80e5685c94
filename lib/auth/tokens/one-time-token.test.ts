import { expect, test } from 'vitest'
import { putOneTimeToken } from '../../../db/one-time-tokens'
import type { OneTimePurpose, UserRow } from '../../../db/schema'
import { verifyEmail } from '../../../db/users'
import { confirmEmailChange, undoEmailChange } from '../account/email-change'
import { resetPassword } from '../passwords/password-reset'
import { START, scene } from '../testing'
import { mailToken } from './mail-token'
import { presented, tokenRow } from './one-time-token'

const { addUser, at, config, db, person, userRow } = await scene()

const newPassword = 'another horse staple'
let made = 0

/** How each purpose is used, where it counts. */
const USES: Record<OneTimePurpose, (token: string, user: UserRow) => Promise<boolean>> = {
  'password-reset': async (token) => (await resetPassword(at(START), { token, newPassword })).ok,
  'confirm-email-change': async (token) => (await confirmEmailChange(at(START), { token })).ok,
  'undo-email-change': async (token) => (await undoEmailChange(at(START), token)).ok,
  'verify-email': async (token, { id }) =>
    (await verifyEmail(db, id, presented(token, 'verify-email'), START)) !== undefined,
}
const PURPOSES = Object.keys(USES) as OneTimePurpose[]

/** A token of a purpose, as a mail would have brought it. */
async function tokenFor(user: UserRow, purpose: OneTimePurpose): Promise<string> {
  const token = mailToken(config, `mail-${++made}`)
  const { id: userId, credentialVersion } = user
  const email = purpose.endsWith('-email-change') ? `address-${made}@example.com` : user.email
  await putOneTimeToken(
    db,
    tokenRow(token, purpose, { userId, credentialVersion, email, now: START }),
  )
  return token
}

test('when a token is made for one purpose, it is useless for every other', async () => {
  for (const purpose of PURPOSES) {
    const user = await addUser()
    const token = await tokenFor(user, purpose)
    const before = await userRow(user)
    for (const other of PURPOSES.filter((one) => one !== purpose)) {
      expect(await USES[other](token, user), `${purpose} for ${other}`).toBe(false)
    }
    expect(await userRow(user), purpose).toEqual(before)
    expect(await USES[purpose](token, user), purpose).toBe(true)
  }
})

test('when one token is used 50 times at once, one use succeeds, whatever it is for', async () => {
  for (const purpose of PURPOSES) {
    const user = await addUser()
    const token = await tokenFor(user, purpose)
    const uses = Array.from({ length: 50 }, () => USES[purpose](token, user))
    const done = await Promise.all(uses)
    expect(done.filter((ok) => ok).length, purpose).toBe(1)
    expect(await USES[purpose](token, user), purpose).toBe(false)
  }
})

test('when the password or the address changes, every open link ends but those that undo a change', async () => {
  const changes: Record<string, (user: UserRow) => Promise<unknown>> = {
    password: async (user) => {
      const token = await tokenFor(user, 'password-reset')
      expect(await USES['password-reset'](token, user)).toBe(true)
    },
    address: async (user) => {
      const token = await tokenFor(user, 'confirm-email-change')
      expect(await USES['confirm-email-change'](token, user)).toBe(true)
    },
  }
  for (const [what, changeIt] of Object.entries(changes)) {
    const user = await person()
    const tokens = new Map<OneTimePurpose, string>()
    for (const purpose of PURPOSES) tokens.set(purpose, await tokenFor(user, purpose))
    await changeIt(user)
    for (const [purpose, token] of tokens) {
      const counts = purpose === 'undo-email-change'
      expect(await USES[purpose](token, user), `${what}: ${purpose}`).toBe(counts)
    }
  }
})
