/** docs/headers.md against a running server: each answer that the page names, and all its headers. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect } from 'playwright/test'
import { type Answer, Client, type HeaderChanges } from './client'
import { sendReport } from './csp-reports'
import type { AppDatabase } from './database'
import { callOperation, operationsOfUsers } from './operations'
import { bearer, newPerson, type SignedIn, signUpAndIn } from './people'
import { pagesOfBuild } from './routes'

const PAGE = readFileSync(new URL('../../docs/headers.md', import.meta.url), 'utf8')
const FILES = new URL('../../.next/static/', import.meta.url)

/** The cells of the table under a heading. */
function tableOf(heading: string): string[][] {
  const [, section = ''] = PAGE.split(`## ${heading}\n`)
  return (section.split('\n## ')[0] ?? '')
    .split('\n')
    .filter((line) => /^\| (?!(answer|header|policy) \|)/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
}

const bare = (cell = '') => cell.replaceAll('`', '')

/** Headers whose value is always the same. */
const FIXED = [
  ...tableOf('On every answer').map((row) => [...row, 'every answer']),
  ...tableOf('Over https').map((row) => [...row, 'https']),
].map(([name, value, ...on]) => ({ name: bare(name), value: bare(value), on }))
const POLICIES = tableOf('Policies').map(([name = '', text]) => [name, bare(text)] as const)
const ANSWERS = tableOf('By kind of answer')
/** What Node and Next add. */
const [, others = ''] = /^Beside these .*?: (.*)$/m.exec(PAGE) ?? []
const OTHERS = others.split(', ').map((name) => bare(name).replace(/\.$/, '').toLowerCase())

/** What answers, and how it is reached. */
type Scene = {
  app: { url: string }
  /** Of the address bar: APP_URL where that is set. */
  origin: string
  database: AppDatabase
}
type Ready = Scene & { user: SignedIn; visitor: Client }

const { open, account } = pagesOfBuild()
const RSC = { RSC: '1' }

const files = () =>
  readdirSync(FILES, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(js|css)$/.test(name))
    .map((name) => `/_next/static/${name}`)

const each = (paths: string[], get: (path: string) => Promise<Answer>) =>
  Promise.all(paths.map(get))

/** By what the second column says; a row that is a method and a path is read as such. */
const REQUESTS: Record<string, (ready: Ready) => Promise<Answer | Answer[]>> = {
  'each page for everyone': ({ visitor }) => each(open, (path) => visitor.get(path)),
  'each page for everyone with `RSC: 1`': ({ visitor }) =>
    each(open, (path) => dataOf(visitor, path)),
  'each page of a user': ({ user }) => each(account, (path) => user.client.get(path)),
  'each page of a user with `RSC: 1`': ({ user }) =>
    each(account, (path) => dataOf(user.client, path)),
  'each page of a user, by a visitor': ({ visitor }) => each(account, (path) => visitor.get(path)),
  'each script and style sheet below `/_next/static`': ({ visitor }) =>
    each(files(), (path) => visitor.get(path)),
  'each other call that reads': async ({ app, user }) => {
    const reading = (await operationsOfUsers(app)).filter(
      ({ method, path }) =>
        method === 'GET' && !ANSWERS.some(([, request]) => request?.startsWith(`\`GET ${path}\``)),
    )
    return Promise.all(reading.map((described) => callOperation({ described, who: user })))
  },
  'a sign-up': ({ visitor }) => visitor.post('/api/auth/sign-up', newPerson()),
  'a sign-in': ({ visitor, user }) => visitor.post('/api/auth/login', user.person),
  'a refresh': ({ user }) => user.client.post('/api/auth/refresh'),
  'a sign-out': ({ visitor }) => visitor.post('/api/auth/logout'),
  'a report of a browser': ({ visitor }) => sendReport(visitor),
  '`POST /api/auth/login` from another origin': ({ visitor }) =>
    visitor.post('/api/auth/login', {}, { Origin: 'https://evil.example' }),
  '`POST /api/auth/login` with a form': ({ visitor }) =>
    visitor.post('/api/auth/login', {}, { 'Content-Type': 'text/plain' }),
  '`POST /api/auth/login` with `{}`': ({ visitor }) => visitor.post('/api/auth/login', {}),
  '`POST /api/auth/login` with 17 KiB': ({ visitor }) =>
    visitor.post('/api/auth/login', { x: 'x'.repeat(17_000) }),
  'a sign-in beyond the limit': async ({ visitor }) => {
    const { email } = newPerson()
    let answer = await visitor.post('/api/auth/login', { email, password: 'another' })
    for (let n = 0; n < 5; n += 1)
      answer = await visitor.post('/api/auth/login', { email, password: 'another' })
    return answer
  },
  '`GET /` with a `Host` that is none': ({ visitor }) => visitor.get('/', { Host: 'a b' }),
  '`GET /` with 20,000 bytes of headers': ({ visitor }) =>
    visitor.get('/', { 'X-Long': 'x'.repeat(20_000) }),
  '`POST /` with an unknown `Transfer-Encoding`': ({ visitor }) =>
    visitor.send('POST', '/', { headers: { 'Transfer-Encoding': 'x' } }),
  'a page of a user, while the database is broken': (ready) =>
    broken(ready, () => ready.user.client.get('/account')),
  'a call, while the database is broken': (ready) =>
    broken(ready, () => ready.user.client.get('/api/me', bearer(ready.user.accessToken))),
}

/** What a soft navigation gets. Next sends it on once, to the same page with a hash of its headers. */
async function dataOf(client: Client, path: string): Promise<Answer> {
  const { headers } = await client.get(path, RSC)
  const { pathname, search } = new URL(headers.location ?? path, client.origin)
  return client.get(pathname + search, RSC)
}

async function broken({ database }: Ready, ask: () => Promise<Answer>): Promise<Answer> {
  database.native.exec('ALTER TABLE sessions RENAME TO lost_sessions')
  try {
    return await ask()
  } finally {
    database.native.exec('ALTER TABLE lost_sessions RENAME TO sessions')
  }
}

/** `GET /nowhere`, or the same by a user. */
async function plain(request: string, { user, visitor }: Ready): Promise<Answer> {
  const [, method = '', path = '', by] = /^`([A-Z]+) (\S+)`(, by a user)?$/.exec(request) ?? []
  if (!method) throw new Error(`docs/headers.md: no test makes the request "${request}"`)
  const headers: HeaderChanges = by ? bearer(user.accessToken) : {}
  return (by ? user.client : visitor).send(method, path, { headers })
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')

/** The name of a policy that the page lists; otherwise its text. */
function policyName(text: string, isSecure: boolean): string {
  const matching = POLICIES.find(([name, pattern]) => {
    const whole = pattern + (isSecure && name !== 'closed' ? `; ${SECURE_POLICY}` : '')
    const source = escaped(whole)
      .replaceAll("'nonce-…'", "'nonce-[\\w-]{22}'")
      .replaceAll("'sha256-…'", "'sha256-[\\w+\\/=]{44}'( 'sha256-[\\w+\\/=]{44}')*")
    return new RegExp(`^${source}$`).test(text)
  })
  return matching?.[0] ?? text
}
const [, SECURE_POLICY = ''] =
  /^Over https the policies of pages end with `; (.*)`/m.exec(PAGE) ?? []

/** The cells of an answer as the page would have them. */
function cellsOf(answer: Answer, isSecure: boolean): string[] {
  const { headers, setCookies, status } = answer
  const fixed = FIXED.map(({ name }) => name.toLowerCase())
  const rest = ['content-security-policy', 'content-type', 'cache-control', ...fixed, ...OTHERS]
  const also = Object.keys(headers).filter((name) => !rest.includes(name))
  if (setCookies.length > 0) also.push('set-cookie')
  const code = (value?: string) => (value === undefined ? '–' : `\`${value}\``)
  return [
    String(status),
    code(headers['content-type']),
    policyName(headers['content-security-policy'] ?? 'none', isSecure),
    code(headers['cache-control']),
    also.sort().map(code).join(', ') || '–',
  ]
}

/** Asserts one of the policies, and each header that has one value, on whatever it is. @public For the proof. */
export function expectFixedHeaders({ headers }: Answer, what: string, isSecure = false): void {
  const policy = policyName(headers['content-security-policy'] ?? 'none', isSecure)
  // One assertion: thousands of answers are held against this.
  const seen: Record<string, unknown> = { policy }
  const wanted: Record<string, unknown> = {
    policy: POLICIES.find(([name]) => name === policy)?.[0] ?? 'one of docs/headers.md',
  }
  for (const { name, value, on } of FIXED) {
    const isLeftOut =
      (on.includes('https') && !isSecure) || (on.includes('pages') && policy === 'closed')
    seen[name] = headers[name.toLowerCase()]
    wanted[name] = isLeftOut ? undefined : value === '…' ? expect.any(String) : value
  }
  expect.soft(seen, what).toEqual(wanted)
}

/** Makes every request of the page, and holds the answers against it, both ways. */
export async function expectHeaders(scene: Scene): Promise<void> {
  const isSecure = scene.origin.startsWith('https:')
  const made: string[] = []
  const client = () => new Client(scene.app, scene.origin)
  const user = await signUpAndIn(scene.app, client())
  for (const [kind = '', request = ''] of ANSWERS) {
    const ready = { ...scene, visitor: client(), user }
    const answers = [await (REQUESTS[request] ?? ((one) => plain(request, one)))(ready)].flat()
    expect(answers.length, request).toBeGreaterThan(0)
    for (const answer of answers) expectFixedHeaders(answer, request, isSecure)
    const cells = answers.map((answer) => cellsOf(answer, isSecure))
    const row = cells[0]?.map((_, index) => [...new Set(cells.map((one) => one[index]))].sort())
    made.push([kind, request, ...(row?.map((values) => values.join(' or ')) ?? [])].join(' | '))
  }
  const documented = ANSWERS.map((row) => row.join(' | '))
  // The names of headers have no case.
  expect(made.join('\n').toLowerCase()).toBe(documented.join('\n').toLowerCase())
}
