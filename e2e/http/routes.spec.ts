/** docs/routes.md against the built app: each call is answered as the table says. */
import { readFileSync } from 'node:fs'
import { addMail } from '../../features/dev-outbox/e2e/support' // feature: dev-outbox
import { REPORTS_PATH } from '../../lib/http/content-security-policy'
import type { App } from '../support/app'
import type { Answer } from '../support/client'
import { sendReport } from '../support/csp-reports'
import type { AppDatabase } from '../support/database'
import {
  bodyOf,
  callOperation,
  type Described,
  everyOperation,
  linkOf,
  ownId,
} from '../support/operations'
import { bearer, type SignedIn, signIn, signUpAndIn } from '../support/people'
import { me } from '../support/sessions'
import { expect, test } from '../support/test'

const TABLE = readFileSync(new URL('../../docs/routes.md', import.meta.url), 'utf8')

const ANYTHING_ELSE = 'anything else under /api'

/** What shows everyone what is about someone. */
const SHOWN_TO_ALL: string[] = [
  'GET /dev/outbox', // feature: dev-outbox
  'GET /dev/outbox/[id]', // feature: dev-outbox
]

/** By the order of the columns. */
const CALLERS = ['visitor', 'user', 'another user', 'disabled user'] as const
type Caller = (typeof CALLERS)[number]

/** `call`: a method and a path as Next spells it; `answers`: what each caller gets. */
type Row = { call: string; needs: string; answers: Record<Caller, string> }

const rows: Row[] = TABLE.split('\n')
  .filter((line) => /^\| (`|anything)/.test(line))
  .map((line) => {
    const cells = line.replaceAll('`', '').split('|').slice(1, -1)
    const [call = '', needs = '', ...answers] = cells.map((cell) => cell.trim())
    const named = Object.fromEntries(CALLERS.map((caller, index) => [caller, answers[index] ?? '']))
    return {
      call: call.startsWith('/') ? `GET ${call}` : call,
      needs,
      answers: named as Row['answers'],
    }
  })

/** `first` is the user whose session or note a path names. */
type Scene = {
  caller: Caller
  who: SignedIn
  first: SignedIn
  operations: Described[]
  database: AppDatabase
  app: Pick<App, 'databaseUrl'>
}

async function callerOf(app: { url: string }, database: AppDatabase, caller: Caller) {
  const who = await signUpAndIn(app)
  if (caller === 'visitor') who.client.refreshToken = undefined
  if (caller === 'disabled user') database.disable(who.user.id)
  return who
}

async function make(call: string, scene: Scene): Promise<Answer> {
  const { caller, who, first, operations } = scene
  const anonymous = caller === 'visitor'
  if (call === ANYTHING_ELSE) {
    return who.client.get('/api/nowhere', anonymous ? {} : bearer(who.accessToken))
  }
  const [method = '', path = ''] = call.split(' ')
  const template = path.replace('[', '{').replace(']', '}')
  const described = operations.find((one) => one.method === method && one.path === template)
  if (!described) {
    if (path === REPORTS_PATH) return sendReport(who.client)
    // feature: dev-outbox
    if (path.startsWith('/dev/outbox/')) {
      return who.client.get(`/dev/outbox/${addMail(scene.database).mark}`)
    }
    // /feature: dev-outbox
    if (path.startsWith('/api/'))
      throw new Error(`${call} is not described: docs/recipes/add-a-route.md says where`)
    return who.client.get(path)
  }
  let json: object | undefined
  // A visitor has no password either.
  if (path.endsWith('/login') && anonymous) json = { ...who.person, password: 'another' }
  const link = anonymous ? undefined : await linkOf(scene, { described, who })
  if (link) json = { ...bodyOf({ described, who }), ...link }
  const owner = caller === 'user' ? who : first
  const id = path.includes('[id]') ? await ownId(owner, template, operations) : ''
  const headers = anonymous ? { Authorization: null } : undefined
  return callOperation({ described, who }, { headers, json, path: template.replace('{id}', id) })
}

/** The user after a call that may have ended the session: with another one. */
function goOn(app: { url: string }, who: SignedIn, call: string): Promise<SignedIn> | SignedIn {
  if (
    /\/((change|reset)-password|(confirm|undo)-email-change)$|^DELETE \/api\/account$/.test(call)
  ) {
    return signUpAndIn(app)
  }
  return /^(POST|DELETE)/.test(call) ? signIn(app, who.person) : who
}

/** Holds an answer against a cell of the table: `200`, `404 not-found` or ``to `/sign-in` ``. */
function expectCell(answer: Answer, cell: string, call: string): void {
  const target = /^to (\S+)$/.exec(cell)?.[1]
  if (target) {
    expect([303, 307], call).toContain(answer.status)
    const { pathname } = new URL(answer.headers.location ?? '', 'http://localhost')
    expect(pathname, call).toBe(target)
    return
  }
  const code = answer.headers['content-type'] === 'application/problem+json' && answer.json().code
  expect(code ? `${answer.status} ${code}` : String(answer.status), call).toBe(cell)
}

for (const caller of CALLERS) {
  test(`when each call is made, the answer is what the table says: ${caller}`, async ({
    app,
    database,
  }) => {
    const operations = await everyOperation(app)
    const first = await signUpAndIn(app)
    const rowsOfFirst = () => [database.user(first.user.email), database.sessionsOf(first.user.id)]
    // The first call of a session marks its token as received.
    await me(first)
    const before = rowsOfFirst()
    const knowsNoOne = caller === 'visitor' || caller === 'disabled user'
    let who = await callerOf(app, database, caller)
    for (const { call, answers } of rows) {
      const answer = await make(call, { who, first, operations, database, app, caller })
      expectCell(answer, answers[caller], `${call} as ${caller}`)
      const addresses = SHOWN_TO_ALL.includes(call) ? [] : [first.user.email, who.user.email]
      for (const secret of [first.sessionId, ...addresses.slice(0, knowsNoOne ? 2 : 1)]) {
        expect(answer.text, call).not.toContain(secret)
      }
      if (!knowsNoOne) who = await goOn(app, who, call)
    }
    expect(rowsOfFirst()).toEqual(before)
  })
}

test('when the last password check is old, the calls that need a recent one are refused, and no other', async ({
  app,
  database,
}) => {
  const operations = await everyOperation(app)
  let who = await signUpAndIn(app)
  for (const { call, needs, answers } of rows) {
    database.age(who.sessionId, 'authenticated_at', 601)
    const answer = await make(call, { who, first: who, operations, database, app, caller: 'user' })
    const cell = needs === 'recent sign-in' ? '403 step-up-required' : answers.user
    expectCell(answer, cell, call)
    who = await goOn(app, who, call)
  }
})
