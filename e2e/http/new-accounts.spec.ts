/** What may stop a sign-up beyond the rules: leaked passwords, and the operator's own check. */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppDidNotStart } from '../support/app'
import { Client } from '../support/client'
import { bearer, newPerson, signIn, signUp } from '../support/people'
import { expectProblem } from '../support/problems'
import { expect, test } from '../support/test'

const PATH = '/api/auth/sign-up'
const folder = mkdtempSync(join(tmpdir(), 'sign-up-check-'))
test.afterAll(() => rmSync(folder, { recursive: true }))

function moduleOf(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

test('when AUTH_BREACH_CHECK names a service, a password that it lists is refused at sign-up and at a change', async ({
  startApp,
}) => {
  const leaked = 'seven geese over the lake'
  const digest = createHash('sha1').update(leaked).digest('hex').toUpperCase()
  const asked: unknown[] = []
  const service = createServer(({ url, headers }, response) => {
    asked.push([url, headers['add-padding']])
    response.end(`${digest.slice(5)}:42\r\n${'0'.repeat(35)}:0`)
  })
  await once(service.listen(0, '127.0.0.1'), 'listening')
  try {
    const { port } = service.address() as AddressInfo
    const app = await startApp({ env: { AUTH_BREACH_CHECK: `http://127.0.0.1:${port}/range` } })
    const person = newPerson()
    const refused = await new Client(app).post(PATH, { ...person, password: leaked })
    expect(expectProblem(refused, 'weak-password').detail).toContain('leaked from other sites')
    expect(asked).toEqual([[`/range/${digest.slice(0, 5)}`, 'true']])

    const { client, accessToken } = await signIn(app, await signUp(new Client(app), person))
    const body = { currentPassword: person.password, newPassword: leaked }
    const change = await client.post('/api/auth/change-password', body, bearer(accessToken))
    expectProblem(change, 'weak-password')
    expect(app.output.join()).not.toMatch(/breach_check_failed|geese/)
  } finally {
    service.closeAllConnections()
    service.close()
  }
})

test('when AUTH_SIGN_UP_CHECK names a module, it is asked before an account is made, and what it says counts', async ({
  startApp,
}) => {
  const path = moduleOf(
    'check.mjs',
    `export default async ({ email, network, token }) => {
  if (token === 'throw') throw new Error('the service is away')
  return token === 'good' ? null : \`\${email} may not sign up from \${network === '127.0.0.1' ? 'here' : network}.\`
}`,
  )
  const app = await startApp({ env: { AUTH_SIGN_UP_CHECK: path } })
  const person = newPerson()
  const signUpWith = (more: object) => new Client(app).post(PATH, { ...person, ...more })

  const refused = expectProblem(await signUpWith({}), 'forbidden')
  expect(refused.detail).toBe(`${person.email} may not sign up from here.`)
  expectProblem(await signUpWith({ checkToken: 'bad' }), 'forbidden')
  expectProblem(await signUpWith({ checkToken: 7 }), 'invalid-input')
  expect((await signUpWith({ checkToken: 'throw' })).headers['retry-after']).toBe('5')
  expectProblem(await signUpWith({ checkToken: 'throw' }), 'busy')
  const failed = () => app.output.find((line) => line.includes('"sign_up_check_failed"')) ?? ''
  await expect.poll(failed).toContain('the service is away')
  // Nothing of these is there: the address is still free.
  expect((await signUpWith({ checkToken: 'good' })).status).toBe(201)
  await signIn(app, person)
})

test('when AUTH_SIGN_UP_CHECK names no check, the start is refused with a sentence', async ({
  startApp,
}) => {
  const empty = moduleOf('empty.mjs', 'export const check = () => null')
  for (const [path, reason] of [
    ['./no/such-check.mjs', 'which cannot be loaded'],
    [empty, 'whose default export is no function'],
  ] as const) {
    const error = await startApp({ env: { AUTH_SIGN_UP_CHECK: path } }).catch(
      (error: unknown) => error,
    )
    if (!(error instanceof AppDidNotStart)) throw error
    expect(error.exitCode).toBe(1)
    const said = error.output.filter((line) => line.includes('AUTH_SIGN_UP_CHECK'))
    expect(said).toEqual([expect.stringMatching(`^AUTH_SIGN_UP_CHECK names .*${reason}`)])
  }
})
