import { Client } from '../support/client'
import { cookiePair } from '../support/cookie'
import { bearer } from '../support/people'
import { expectNoInternals, expectProblem } from '../support/problems'
import { head, sendRaw } from '../support/raw'
import { expect, test } from '../support/test'

/** The methods of each route, beside OPTIONS, which all of them have. */
const ROUTES: Record<string, string[]> = {
  '/api/auth/sign-up': ['POST'],
  '/api/auth/login': ['POST'],
  '/api/auth/refresh': ['POST'],
  '/api/auth/logout': ['POST'],
  '/api/auth/reset-password': ['POST'],
  '/api/auth/logout-all': ['POST'],
  '/api/auth/change-password': ['POST'],
  '/api/auth/step-up': ['POST'],
  '/api/account/sessions': ['GET', 'HEAD', 'DELETE'],
  '/api/account/sessions/some-id': ['DELETE'],
  '/api/account/events': ['GET', 'HEAD'],
  '/api/account/export': ['GET', 'HEAD'],
  '/api/me': ['GET', 'HEAD'],
  '/api/health': ['GET', 'HEAD'],
}
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']
/** Nothing here knows them; Node itself would serve them all alike. */
const STRANGE = ['TRACE', 'PROPFIND', 'MKCOL', 'LOCK', 'PURGE', 'QUERY']

for (const [path, own] of Object.entries(ROUTES)) {
  const allow = [...own, 'OPTIONS']
  const others = METHODS.filter((method) => !own.includes(method))

  test(`405 with Allow for ${others.join(', ')} on ${path}`, async ({ someone }) => {
    for (const method of others) {
      const answer = await someone.client.send(method, path, {
        headers: bearer(someone.accessToken),
      })
      expect(listed(answer.headers.allow), method).toEqual(new Set(allow))
      expect(answer.setCookies).toEqual([])
      if (method === 'HEAD') {
        expect({ status: answer.status, text: answer.text }).toEqual({ status: 405, text: '' })
      } else {
        expectProblem(answer, 'method-not-allowed')
      }
    }
  })

  test(`405 for TRACE, PROPFIND and their like on ${path}`, async ({ app, someone }) => {
    for (const method of STRANGE) {
      const answer = await sendRaw(app, [
        head(app, `${method} ${path}`, [
          `Authorization: Bearer ${someone.accessToken}`,
          `Cookie: ${cookiePair(app, someone.refreshToken)}`,
          'Content-Length: 0',
        ]),
      ])
      expectProblem(answer, 'method-not-allowed')
      expect([...listed(answer.headers.allow)], method).toEqual(expect.arrayContaining(allow))
      // TRACE must not echo the credentials it was sent (RFC 9110 section 9.3.8).
      expect(answer.text).not.toContain(someone.accessToken)
      expect(answer.text).not.toContain(someone.refreshToken)
    }
  })

  test(`OPTIONS ${path} names the methods`, async ({ someone }) => {
    const answer = await someone.client.send('OPTIONS', path, {
      headers: bearer(someone.accessToken),
    })
    expect({ status: answer.status, text: answer.text }).toEqual({ status: 204, text: '' })
    expect(listed(answer.headers.allow)).toEqual(new Set(allow))
  })
}

test('Allow promises no method that a route has not, whatever it was asked', async ({
  app,
  someone,
}) => {
  for (const [path, own] of Object.entries(ROUTES)) {
    for (const method of STRANGE) {
      const answer = await sendRaw(app, [
        head(app, `${method} ${path}`, [`Authorization: Bearer ${someone.accessToken}`]),
      ])
      expect(listed(answer.headers.allow), `${method} ${path}`).toEqual(
        new Set([...own, 'OPTIONS']),
      )
    }
  }
})

test('reading changes nothing: GET and HEAD of each action', async ({ app, database, someone }) => {
  const before = database.session(someone.sessionId)
  for (const path of Object.keys(ROUTES).filter((route) => route.startsWith('/api/auth/'))) {
    const query = new URLSearchParams(someone.person)
    await someone.client.send('GET', `${path}?${query}`)
    await someone.client.send('HEAD', `${path}?${query}`)
  }
  expect(database.session(someone.sessionId)).toEqual(before)
  expect(someone.client.refreshToken).toBe(someone.refreshToken)
  expect((await new Client(app).get('/api/health')).status).toBe(200)
})

test('a method override is not looked at', async ({ app, someone }) => {
  const { client, refreshToken } = someone
  for (const name of ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override']) {
    const answer = await client.send('GET', '/api/auth/logout?_method=POST', {
      headers: { [name]: 'POST' },
    })
    expectProblem(answer, 'method-not-allowed')
  }
  expect(client.refreshToken).toBe(refreshToken)
  expect((await new Client(app).get('/api/health')).status).toBe(200)
})

test('a method in lower case is another method, and no way in', async ({ app, someone }) => {
  for (const line of ['get /api/me', 'post /api/auth/logout', 'Get /account', 'gET /api/me']) {
    const answer = await sendRaw(app, [
      head(app, line, [
        `Authorization: Bearer ${someone.accessToken}`,
        `Cookie: ${cookiePair(app, someone.refreshToken)}`,
      ]),
    ])
    expect([400, 405]).toContain(answer.status)
    expect(answer.text).not.toContain(someone.user.email)
    expectNoInternals(answer)
  }
})

/** The members of an `Allow` header. */
function listed(allow: string | undefined): Set<string> {
  return new Set((allow ?? '').split(',').map((method) => method.trim()))
}
