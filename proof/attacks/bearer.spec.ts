/** RFC 6750 on every guarded route, through the gates and around them. */

import { Client } from '../../e2e/support/client'
import { bearer, signUpAndIn } from '../../e2e/support/people'
import { expectProblem } from '../../e2e/support/problems'
import { expect, test } from '../../e2e/support/test'
import { callsOf, withAndWithoutGates } from '../support/guarded'

const FROM_HERE = { 'Sec-Fetch-Site': 'same-origin' }

for (const { name, options } of withAndWithoutGates) {
  test(`when a token is in another place than the header, no guarded route takes it: ${name}`, async ({
    startApp,
  }) => {
    const app = await startApp(options())
    const someone = await signUpAndIn(app)
    const { accessToken } = someone
    const good = `Bearer ${accessToken}`
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
    for (const { method, path } of await callsOf(someone)) {
      const ask = (headers: Record<string, string | string[]>, query = '', body?: string) =>
        new Client(app).send(method, path + query, { headers: { ...FROM_HERE, ...headers }, body })

      // Nothing was sent that could be a token: a challenge, and no error (section 3.1).
      const nothing = [
        await ask({}),
        await ask({ Authorization: '' }),
        await ask({ Authorization: 'Basic YTpi' }),
        await ask({ Authorization: `\xa0${good}` }),
        await ask({}, `?access_token=${accessToken}`),
        await ask({ Cookie: `access_token=${accessToken}; Authorization=${good}` }),
        await ask({ 'X-Authorization': good, 'Proxy-Authorization': good }),
      ]
      for (const answer of nothing) expectProblem(answer, 'no-session')
      if (method !== 'GET') {
        const inBody = await ask(form, '', `access_token=${accessToken}`)
        // A form is no JSON; that it is refused for one reason or the other says nothing of tokens.
        expect([401, 415], `${method} ${path}`).toContain(inBody.status)
      }

      const wrong = [
        await ask({ Authorization: [good, good] }),
        await ask({ Authorization: [good, 'Basic YTpi'] }),
        await ask({ Authorization: ['Basic YTpi', good] }),
        await ask({ Authorization: `${good}, ${good}` }),
        await ask({ Authorization: `${good} ${accessToken}` }),
        await ask({ Authorization: `${good}\xa0` }),
        await ask({ Authorization: 'Bearer' }),
        await ask({ Authorization: 'bearer x' }, `?access_token=${accessToken}`),
      ]
      for (const answer of wrong) expectProblem(answer, 'invalid-token')
    }
  })

  test(`when the scheme is in another case, it is read: ${name}`, async ({ startApp }) => {
    const app = await startApp(options())
    const { client, accessToken } = await signUpAndIn(app)
    for (const scheme of ['bearer', 'BEARER', 'bEaReR']) {
      const headers = { ...bearer(accessToken), Authorization: `${scheme} ${accessToken}` }
      expect((await client.get('/api/me', headers)).status).toBe(200)
    }
  })
}
