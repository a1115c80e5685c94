/**
 * Every operation of the API's description, and every problem that it lists. The client holds each
 * answer against the description.
 */
import type { OneTimePurpose } from '../../db/schema'
import { type Answer, Client } from '../support/client'
import { cookiePair } from '../support/cookie'
import type { AppDatabase } from '../support/database'
import { allDelivered } from '../support/mails'
import {
  bodyOf,
  callOperation,
  type Described,
  linkOf,
  operationsOfUsers,
  ownId,
} from '../support/operations'
import {
  bearer,
  type Grant,
  newPerson,
  type SignedIn,
  signIn,
  signUp,
  signUpAndIn,
} from '../support/people'
import { expect, test } from '../support/test'

type Case = { database: AppDatabase; described: Described; who: SignedIn }

/** How to get each code; under the name of an operation, how to get it there. */
const PROVOKE: Record<string, (one: Case) => Promise<Answer>> = {
  'cross-origin': (one) => callOperation(one, { headers: { Origin: 'https://evil.example' } }),
  'body-too-large': (one) => callOperation(one, { json: { filler: 'x'.repeat(17 * 1024) } }),
  'unsupported-media-type': (one) =>
    callOperation(one, {
      body: 'x=1',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    }),
  'malformed-body': (one) =>
    callOperation(one, { body: '{', headers: { 'Content-Type': 'application/json' } }),
  'invalid-input': (one) =>
    callOperation(
      one,
      one.described.method === 'GET' ? { path: `${one.described.path}?limit=101` } : { json: {} },
    ),
  'no-session': (one) => callOperation(one, { headers: { Authorization: null, Cookie: null } }),
  'invalid-token': (one) =>
    callOperation(one, {
      headers: {
        Authorization: 'Bearer x.y.z',
        Cookie: cookiePair(one.who.client.origin, 'x.y.z'),
      },
    }),
  'session-expired': (one) => {
    one.database.age(one.who.sessionId, 'idle_expires_at', 604_801)
    return callOperation(one)
  },
  'session-revoked': async (one) => {
    await one.who.client.post('/api/auth/logout')
    one.who.client.refreshToken = one.who.refreshToken
    return callOperation(one)
  },
  'token-reuse': async (one) => {
    const { client, refreshToken, sessionId } = one.who
    const { accessToken } = (await client.post('/api/auth/refresh')).json<Grant>()
    one.database.age(sessionId, 'rotated_at', 100)
    await client.get('/api/me', bearer(accessToken))
    client.refreshToken = refreshToken
    return callOperation(one, { accessToken })
  },
  'step-up-required': (one) => {
    one.database.age(one.who.sessionId, 'authenticated_at', 601)
    return callOperation(one)
  },
  'endSession step-up-required': (one) => {
    one.database.age(one.who.sessionId, 'authenticated_at', 601)
    return callOperation(one, { path: '/api/account/sessions/another' })
  },
  'login forbidden': (one) => {
    one.database.disable(one.who.user.id)
    return callOperation(one)
  },
  'resetPassword weak-password': (one) =>
    callOperation(one, { json: { ...withLink(one), newPassword: 'password' } }),
  'signUp weak-password': (one) =>
    callOperation(one, { json: { ...newPerson(), password: 'password' } }),
  'signUp email-taken': (one) => callOperation(one, { json: one.who.person }),
  'confirmEmailChange email-taken': (one) => callWithTaken(one, 'confirm-email-change'),
  'undoEmailChange email-taken': (one) => callWithTaken(one, 'undo-email-change'),
  'verifyEmail forbidden': (one) => callForAnother(one, 'verify-email'),
  'confirmEmailChange forbidden': (one) => callForAnother(one, 'confirm-email-change'),
  'login invalid-credentials': (one) =>
    callOperation(one, { json: { ...one.who.person, password: 'another' } }),
  'stepUp invalid-credentials': (one) => callOperation(one, { json: { password: 'another' } }),
  'changePassword invalid-credentials': (one) =>
    callOperation(one, { json: { currentPassword: 'another', newPassword: newPerson().password } }),
  'changePassword weak-password': (one) => {
    const { password } = one.who.person
    return callOperation(one, { json: { currentPassword: password, newPassword: password } })
  },
  'not-found': (one) =>
    callOperation(one, { path: one.described.path.replace('{id}', crypto.randomUUID()) }),
}

/** Uses a link about the address of another account. */
async function callWithTaken(one: Case, purpose: OneTimePurpose): Promise<Answer> {
  const { email } = await signUp(new Client({ url: one.who.client.origin }))
  return callOperation(one, {
    json: { token: one.database.linkToken(one.who.user.id, purpose, email) },
  })
}

/** Uses a link of the user's for another account. */
const callForAnother = (one: Case, purpose: OneTimePurpose): Promise<Answer> => {
  const { email } = newPerson()
  return callOperation(one, {
    json: { token: one.database.linkToken(one.who.user.id, purpose, email), email },
  })
}

/** The body of a reset that is accepted. */
const withLink = ({ database, who }: Pick<Case, 'database' | 'who'>): object => ({
  token: database.passwordResetToken(who.user.id),
  newPassword: newPerson().password,
})

/** Operations after which a user has another password or address, or no account. */
const NEW_CREDENTIALS = [
  'changePassword',
  'resetPassword',
  'confirmEmailChange',
  'undoEmailChange',
  'deleteAccount',
]

/** To get these, a test ends or ages a session: each has one for itself. */
const ENDING = ['session-expired', 'session-revoked', 'step-up-required']
/** To get these, a test ends every session of a user. */
const ENDING_ALL = ['token-reuse', 'forbidden']

/**
 * Of a server in trouble, beyond a limit, and of another setting: `health.spec.ts`, `limits.spec.ts`,
 * `new-accounts.spec.ts`, `verify-email.spec.ts` and `proof/` make some.
 */
const ELSEWHERE = [
  'busy',
  'internal-error',
  'too-many-requests',
  'signUp forbidden',
  'login email-unverified',
]

test('when an operation is called as described, it succeeds', async ({ app, database }) => {
  let who = await signUpAndIn(app)
  const operations = await operationsOfUsers(app)
  for (const described of operations) {
    const { operationId, responses } = described.operation
    const path = described.path.replace('{id}', await ownId(who, described.path, operations))
    const success = Object.keys(responses).filter((status) => Number(status) < 400)
    const link = await linkOf({ app, database }, { described, who })
    const json = link && { ...bodyOf({ described, who }), ...link }
    const answer = await callOperation({ described, who }, { json, path })
    expect(success, `${operationId}: ${answer.text}`).toContain(String(answer.status))
    // All but GET may have ended the session, and some change what the user signs in with.
    if (NEW_CREDENTIALS.includes(operationId)) who = await signUpAndIn(app)
    else if (described.method !== 'GET') who = await signIn(app, who.person)
  }
})

test('when an operation lists a problem, it can be had', async ({ app, database }) => {
  const unknown = new Set(Object.keys(PROVOKE))
  const steady = await signUpAndIn(app)
  for (const described of await operationsOfUsers(app)) {
    const { operationId, responses } = described.operation
    for (const [status, { content }] of Object.entries(responses)) {
      for (const code of Object.keys(content?.['application/problem+json']?.examples ?? {})) {
        if ([code, `${operationId} ${code}`].some((one) => ELSEWHERE.includes(one))) continue
        const name = [`${operationId} ${code}`, code].find((key) => PROVOKE[key])
        if (!name) throw new Error(`Nothing here provokes ${code} of ${operationId}`)
        unknown.delete(name)
        let who = steady
        if (ENDING_ALL.includes(code)) who = await signUpAndIn(app)
        else if (ENDING.includes(code)) who = await signIn(app, steady.person)
        // The delivery of a mail would replace the link that a case makes.
        await allDelivered(app)
        const answer = await PROVOKE[name]?.({ database, described, who })
        expect(`${answer?.status} ${answer?.text}`, name).toContain(`"code":"${code}"`)
        expect(String(answer?.status), name).toBe(status)
      }
    }
  }
  expect([...unknown], 'listed by no operation').toEqual([])
})
