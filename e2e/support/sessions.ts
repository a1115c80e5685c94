/** What tests ask of a session again and again. */
import { expect } from 'playwright/test'
import type { EndReason } from '../../lib/contract/end-reasons'
import type { User } from '../../lib/contract/user'
import { type Answer, Client } from './client'
import { bearer, type Grant, type SignedIn } from './people'
import { expectProblem } from './problems'

type Session = Pick<SignedIn, 'client' | 'accessToken'>

export const me = ({ client, accessToken }: Session) => client.get('/api/me', bearer(accessToken))

export const refresh = ({ client }: { client: Client }) => client.post('/api/auth/refresh')

/** Presents a refresh token from another browser, as its thief would. */
export function present(app: { url: string }, refreshToken: string): Promise<Answer> {
  const client = new Client(app)
  client.refreshToken = refreshToken
  return client.post('/api/auth/refresh')
}

/** Asserts the answer of a sign-in, a refresh or a step-up. */
export function expectGrant(answer: Answer, user: User): Grant {
  expect(answer.status, answer.text).toBe(200)
  const grant = answer.json<Grant>()
  expect(grant).toEqual({
    accessToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
    tokenType: 'Bearer',
    expiresIn: 900,
    user,
  })
  return grant
}

/** Asserts that neither token of a session opens anything any more. */
export async function expectEnded(session: SignedIn, reason?: EndReason): Promise<void> {
  expectProblem(await me(session), 'session-revoked', reason)
  const refreshed = await present({ url: session.client.origin }, session.refreshToken)
  expectProblem(refreshed, 'session-revoked', reason)
}

/** Asserts that both tokens of a session still work. */
export async function expectAlive(session: SignedIn): Promise<void> {
  expect((await me(session)).status).toBe(200)
  expect((await refresh(session)).status).toBe(200)
}
