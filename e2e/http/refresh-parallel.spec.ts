import { Client } from '../support/client'
import { signUpAndIn } from '../support/people'
import { expect, test } from '../support/test'

const TABS = 50

/** Many tabs of one browser wake up together and present one cookie. */
async function together(app: { url: string }, refreshToken: string) {
  const tabs = Array.from({ length: TABS }, () => {
    const tab = new Client(app)
    tab.refreshToken = refreshToken
    return tab
  })
  const answers = await Promise.all(tabs.map((tab) => tab.post('/api/auth/refresh')))
  return {
    outcomes: answers
      .map(({ status, headers }) => `${status} ${headers['session-refresh']}`)
      .sort(),
    tokens: [...new Set(tabs.map((tab) => tab.refreshToken ?? ''))],
  }
}

test('fifty refreshes at once with one cookie: one rotation, one token, no alarm', async ({
  app,
  database,
}) => {
  const { refreshToken, sessionId, user } = await signUpAndIn(app)
  const first = await together(app, refreshToken)
  expect(first.outcomes).toEqual([...Array(TABS - 1).fill('200 retried'), '200 rotated'])
  const [token = '', ...others] = first.tokens
  expect(others).toEqual([])
  expect(token).not.toBe(refreshToken)
  expect(database.session(sessionId).generation).toBe(1)

  const second = await together(app, token)
  expect(second).toEqual({ outcomes: Array(TABS).fill('200 unchanged'), tokens: [token] })
  expect(database.session(sessionId)).toMatchObject({ generation: 1, revoked_at: null })
  expect(database.user(user.email)?.token_version).toBe(0)
})

test('fifty recoveries at once: one token', async ({ app, database }) => {
  const { client, refreshToken, sessionId } = await signUpAndIn(app)
  await client.post('/api/auth/refresh')
  database.age(sessionId, 'rotated_at', 61)
  const { outcomes, tokens } = await together(app, refreshToken)
  expect(outcomes).toEqual(['200 recovered', ...Array(TABS - 1).fill('200 retried')])
  expect(tokens).toHaveLength(1)
  expect(database.session(sessionId)).toMatchObject({ generation: 2, revoked_at: null })
})
