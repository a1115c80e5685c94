import { Client } from '../support/client'
import { bearer, signUpAndIn } from '../support/people'
import { expectProblem } from '../support/problems'
import { expect, test } from '../support/test'

test.describe('the API is closed until somebody opens it', () => {
  const OPEN = [
    '/api/auth/sign-up',
    '/api/auth/login',
    '/api/auth/refresh',
    '/api/auth/logout',
    '/api/auth/reset-password',
  ]

  const GUARDED = [
    '/api/me',
    '/api/nowhere',
    '/api/auth/nowhere',
    '/api/auth/logout-all',
    '/api/auth/change-password',
    '/api/auth/step-up',
    '/api/account/sessions',
    '/api/account/sessions/some-id',
    '/api/account/events',
    '/api/account/export',
  ]

  test('without a token only the public routes are there', async ({ app }) => {
    const client = new Client(app)
    for (const path of OPEN) expect((await client.get(path)).status).toBe(405)
    expect((await client.get('/api/health')).status).toBe(200)
    for (const path of GUARDED) {
      for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
        expect((await client.send(method, path)).status, `${method} ${path}`).toBe(401)
      }
    }
  })

  test('the refresh cookie opens none of it', async ({ someone }) => {
    for (const path of GUARDED) {
      expectProblem(await someone.client.get(path), 'no-session')
      expectProblem(await someone.client.post(path, {}), 'no-session')
    }
  })

  test('a token of a session that has ended opens none of it', async ({ app }) => {
    const { client, accessToken } = await signUpAndIn(app)
    await client.post('/api/auth/logout')
    for (const path of GUARDED) {
      const answer = await client.get(path, bearer(accessToken))
      if (answer.status !== 405) expectProblem(answer, 'session-revoked', 'sign-out')
    }
  })
})
