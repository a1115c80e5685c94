/** docs/routes.md against the build: the same routes in both, and each call answered as it says. */
import { readFileSync } from 'node:fs'
import type { Answer } from '../support/client'
import type { AppDatabase } from '../support/database'
import { callOperation, type Described, everyOperation, ownId } from '../support/operations'
import { bearer, type SignedIn, signIn, signUpAndIn } from '../support/people'
import { methodsOf, routesOfBuild } from '../support/routes'
import { expect, test } from '../support/test'

const TABLE = readFileSync(new URL('../../docs/routes.md', import.meta.url), 'utf8')

/** Answers every path that has no route of its own. */
const CATCH_ALL = '/api/[[...path]]'
const ANYTHING_ELSE = 'anything else under /api'

const CALLERS = ['nobody', 'person', 'another person', 'disabled'] as const
type Caller = (typeof CALLERS)[number]
/** `call`: a method and a path as Next spells it; `answers`: what the table says of each caller. */
type Row = { call: string; who: string; answers: Record<Caller, string> }

const rows: Row[] = TABLE.split('\n')
  .filter((line) => /^\| (`|anything)/.test(line))
  .map((line) => {
    const [call = '', who = '', ...answers] = line.replaceAll('`', '').split('|').slice(1, -1)
    const told = CALLERS.map((caller, index) => [caller, answers[index]?.trim() ?? ''])
    const name = call.trim().startsWith('/') ? `GET ${call.trim()}` : call.trim()
    return { call: name, who: who.trim(), answers: Object.fromEntries(told) }
  })

// Many sign-ins, one after the other.
test.beforeEach(() => test.setTimeout(120_000))

test('the table has every route of the build with every method, and no other', async ({ app }) => {
  const someone = await signUpAndIn(app)
  const { handlers, pages } = routesOfBuild()
  const built = pages.map((page) => `GET ${page}`)
  for (const path of handlers) {
    if (path === CATCH_ALL) built.push(ANYTHING_ELSE)
    else for (const method of await methodsOf(someone, path)) built.push(`${method} ${path}`)
  }
  expect(rows.map(({ call }) => call).sort()).toEqual(built.sort())
})

/** Somebody who calls: with the tokens of a session, or with none. */
async function callerOf(
  app: { url: string },
  database: AppDatabase,
  caller: Caller,
): Promise<SignedIn> {
  const who = await signUpAndIn(app)
  if (caller === 'nobody') who.client.refreshToken = undefined
  if (caller === 'disabled') {
    const disable = `UPDATE users SET disabled_at = created_at, token_version = token_version + 1,
      token_version_reason = 'disabled' WHERE id = ?`
    database.native.prepare(disable).run(who.user.id)
  }
  return who
}

/** @param first whose session or note is named wherever a path takes one. */
async function make(
  call: string,
  {
    who,
    first,
    operations,
    database,
    caller,
  }: {
    who: SignedIn
    first: SignedIn
    operations: Described[]
    database: AppDatabase
    caller: Caller
  },
): Promise<Answer> {
  const anonymous = caller === 'nobody'
  const headers = anonymous ? { Authorization: null } : undefined
  if (call === ANYTHING_ELSE) {
    return who.client.get('/api/nowhere', anonymous ? {} : bearer(who.accessToken))
  }
  const [method = '', path = ''] = call.split(' ')
  const described = operations.find(
    (one) => one.method === method && one.path === path.replace('[', '{').replace(']', '}'),
  )
  if (!described) {
    if (path.startsWith('/api/')) throw new Error(`${call} is not described`)
    return who.client.get(path)
  }
  // Nobody has no password either.
  const stranger = call.endsWith('/login') && anonymous
  let json: object | undefined = stranger ? { ...who.person, password: 'another' } : undefined
  if (call.endsWith('/reset-password') && !anonymous) {
    json = { token: database.passwordResetToken(who.user.id), newPassword: 'another long walk' }
  }
  const owner = caller === 'person' ? who : first
  const id = path.includes('[id]') ? await ownId(owner, described.path, operations) : ''
  return callOperation(
    { described, who },
    { headers, json, path: described.path.replace('{id}', id) },
  )
}

/** The caller after a call that may have ended their session: with another one, where it may. */
function goOn(app: { url: string }, who: SignedIn, call: string): Promise<SignedIn> | SignedIn {
  if (/\/(change|reset)-password$/.test(call)) return signUpAndIn(app)
  return /^(POST|DELETE)/.test(call) ? signIn(app, who.person) : who
}

/** Holds an answer against a cell of the table: `200`, `404 not-found` or ``to `/sign-in` ``. */
function expectTold(answer: Answer, told: string, call: string): void {
  const target = /^to (\S+)$/.exec(told)?.[1]
  if (target) {
    expect([303, 307], call).toContain(answer.status)
    const { pathname } = new URL(answer.headers.location ?? '', 'http://localhost')
    expect(pathname, call).toBe(target)
    return
  }
  const code = answer.headers['content-type'] === 'application/problem+json' && answer.json().code
  expect(code ? `${answer.status} ${code}` : String(answer.status), call).toBe(told)
}

for (const caller of CALLERS) {
  test(`each call is answered as the table says: ${caller}`, async ({ app, database }) => {
    const operations = await everyOperation(app)
    const first = await signUpAndIn(app)
    // Its first call changes a session: its token counts as received from then on.
    await first.client.get('/api/me', bearer(first.accessToken))
    const before = [database.user(first.user.email), database.sessionsOf(first.user.id)]
    let who = await callerOf(app, database, caller)
    for (const { call, answers } of rows) {
      const answer = await make(call, { who, first, operations, database, caller })
      expectTold(answer, answers[caller], `${call} as ${caller}`)
      if (caller === 'nobody' || caller === 'disabled') {
        expect(answer.text, call).not.toContain(who.user.email)
      }
      expect(answer.text, call).not.toContain(first.user.email)
      expect(answer.text, call).not.toContain(first.sessionId)
      if (caller.endsWith('person')) who = await goOn(app, who, call)
    }
    // Whoever called, and however often: nothing of the first person's has changed.
    expect([database.user(first.user.email), database.sessionsOf(first.user.id)]).toEqual(before)
  })
}

test('what needs a recent sign-in is refused without one, and nothing else is', async ({
  app,
  database,
}) => {
  const operations = await everyOperation(app)
  const age = 'UPDATE sessions SET authenticated_at = authenticated_at - 601000 WHERE id = ?'
  let who = await callerOf(app, database, 'person')
  for (const { call, who: needs, answers } of rows) {
    database.native.prepare(age).run(who.sessionId)
    const answer = await make(call, { who, first: who, operations, database, caller: 'person' })
    const told = needs === 'recent sign-in' ? '403 step-up-required' : answers.person
    expectTold(answer, told, `${call} with an old sign-in`)
    who = await goOn(app, who, call)
  }
})
