/**
 * Calls from elsewhere: every route of the build with every method, against every kind of `Origin`,
 * `Sec-Fetch-Site` and content type. What each is answered follows from the rule in docs/routes.md.
 */
import { readFileSync } from 'node:fs'
import { expect } from 'playwright/test'
import { REPORTS_PATH } from '../../lib/http/content-security-policy'
import type { App } from './app'
import { type Answer, Client } from './client'
import { byReportUri } from './csp-reports'
import type { AppDatabase } from './database'
import { allDelivered } from './mails'
import { bodyOf, type Described, everyOperation, linkOf, ownId } from './operations'
import { bearer, type SignedIn, signIn, signUpAndIn } from './people'
import { expectProblem } from './problems'
import { methodsOf, routesOfBuild } from './routes'
import { me } from './sessions'

const RULE = readFileSync(new URL('../../docs/routes.md', import.meta.url), 'utf8')
/** The pairs of `Origin` and `Sec-Fetch-Site` that are served, by their names below. */
const SERVED = [...RULE.matchAll(/^\| (absent|own|null) \| (absent|same-origin) \|/gm)].map(
  ([, origin, site]) => `${origin} ${site}`,
)

/** The one document that every origin may read. */
const PUBLIC_KEYS = '/.well-known/jwks.json'

/** Header values by the name of their kind; null is no header. */
type Kinds = Record<string, string | null>

function originsOf(own: string): Kinds {
  const { protocol, host, hostname, port } = new URL(own)
  return {
    absent: null,
    own,
    null: 'null',
    empty: '',
    'another site': 'https://evil.example',
    'a sibling': `${protocol}//sibling.${host}`,
    'another port': `${protocol}//${hostname}:${Number(port) + 1}`,
    'no port': `${protocol}//${hostname}`,
    'another scheme': own.replace(/^http:/, 'https:'),
    'upper case': own.toUpperCase(),
    'a dot after the host': `${protocol}//${hostname}.:${port}`,
    'a slash at its end': `${own}/`,
    'a user': `${protocol}//me@${host}`,
    'ours as the user of another': `${own}@evil.example`,
    'ours as the start of another': `${own}.evil.example`,
    'our port at another host': `${protocol}//evil.example:${port}`,
    'several, ours first': `${own} https://evil.example`,
    'several in a list, ours last': `https://evil.example, ${own}`,
  }
}

const SITES: Kinds = {
  absent: null,
  'same-origin': 'same-origin',
  'same-site': 'same-site',
  'cross-site': 'cross-site',
  none: 'none',
  empty: '',
  'upper case': 'Same-Origin',
  several: 'same-origin, cross-site',
}

/** The same JSON comes under each of them: a form can send it as text. */
const TYPES: Kinds = {
  JSON: 'application/json',
  'JSON in UTF-8': 'application/json; charset=utf-8',
  absent: null,
  empty: '',
  text: 'text/plain',
  form: 'application/x-www-form-urlencoded',
  multipart: 'multipart/form-data; boundary=x',
  'nearly JSON': 'application/jsonp',
  several: 'text/plain, application/json',
  report: 'application/csp-report',
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND']

/** The kinds of the three headers in one request. */
type Sent = { origin: string; site: string; type: string }

const DIRECT: Sent = { origin: 'absent', site: 'absent', type: 'JSON' }
const OWN_PAGE: Sent = { origin: 'own', site: 'same-origin', type: 'JSON' }

/** @param most so many of the three may differ from a call of a program. */
function everySent(own: string, most: 1 | 2): Sent[] {
  const isNear = (one: Sent) =>
    (['origin', 'site', 'type'] as const).filter((name) => one[name] !== DIRECT[name]).length <=
    most
  return Object.keys(originsOf(own))
    .flatMap((origin) => Object.keys(SITES).map((site) => ({ origin, site })))
    .flatMap((pair) => Object.keys(TYPES).map((type) => ({ ...pair, type })))
    .filter(isNear)
}

/**
 * Sends a call with each of them, some at a time. One assertion for all: thousands would take minutes.
 *
 * @param isRight is the answer what it should be, but for what lets another origin read it?
 */
async function expectEach(
  { own }: Scene,
  who: SignedIn,
  call: Call,
  all: Sent[],
  isRight: (answer: Answer, sent: Sent) => boolean,
): Promise<void> {
  const wrong: string[] = []
  for (let start = 0; start < all.length; start += 8) {
    const some = all.slice(start, start + 8).map(async (sent) => {
      const answer = await send(own, who, call, sent)
      const opened = Object.keys(answer.headers).some((name) => name.startsWith('access-control-'))
      if (isRight(answer, sent) && (!opened || call.path === PUBLIC_KEYS)) return
      wrong.push(`${describe(call, sent)}: ${answer.status} ${answer.text}`)
    })
    await Promise.all(some)
  }
  expect(wrong).toEqual([])
}

/** The code of the refusal by docs/routes.md; undefined for what is served. */
function refusalOf(path: string, { origin, site, type }: Sent) {
  if (!SERVED.includes(`${origin} ${site}`)) return 'cross-origin'
  const types = path === REPORTS_PATH ? ['report'] : ['JSON', 'JSON in UTF-8']
  return types.includes(type) ? undefined : 'unsupported-media-type'
}

type Scene = { app: App; database: AppDatabase; operations: Described[]; own: string }
type Call = { method: string; path: string; body?: unknown }

/** A new user in a browser, with another session elsewhere for what ends those. */
async function newcomer({ app, own }: Scene): Promise<SignedIn> {
  const who = await signUpAndIn(app, new Client(app, own))
  await signIn(app, who.person, new Client(app, own))
  // What becomes of a mail is written down after the answer.
  await allDelivered(app)
  return who
}

/** What would change something for a user: a path that names what is theirs, and a body. */
async function realCall(scene: Scene, method: string, route: string, who: SignedIn): Promise<Call> {
  const { operations } = scene
  const template = route.replace('[id]', '{id}')
  const described = operations.find((one) => one.method === method && one.path === template)
  const id = template.includes('{id}') ? await ownId(who, template, operations) : ''
  const path = template.replace('{id}', id).replace('[[...path]]', 'no/such/route')
  if (path === REPORTS_PATH) return { method, path, body: byReportUri.body }
  const body = described?.operation.requestBody ? bodyOf({ described, who }) : {}
  const link = described && (await linkOf(scene, { described, who }))
  return { method, path, body: { ...body, ...link } }
}

async function send(own: string, who: SignedIn, call: Call, sent: Sent): Promise<Answer> {
  const { method, path, body } = call
  return who.client.send(method, path, {
    headers: {
      ...bearer(who.accessToken),
      Origin: originsOf(own)[sent.origin] ?? null,
      'Sec-Fetch-Site': SITES[sent.site] ?? null,
      'Content-Type': body === undefined ? null : (TYPES[sent.type] ?? null),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
}

const describe = ({ method, path }: Call, { origin, site, type }: Sent) =>
  `${method} ${path}, Origin ${origin}, Sec-Fetch-Site ${site}, type ${type}`

/** A method that changes something, with everything that can be sent. */
async function expectChanging(scene: Scene, route: string, method: string, all: Sent[]) {
  const { database, own } = scene
  const who = await newcomer(scene)
  const call = await realCall(scene, method, route, who)
  await me(who)
  const before = database.everything()
  const isRefused = (sent: Sent) => refusalOf(call.path, sent) !== undefined
  await expectEach(
    scene,
    who,
    call,
    all.filter(isRefused),
    ({ text, headers, setCookies }, sent) =>
      text.includes(`"code":"${refusalOf(call.path, sent)}"`) &&
      setCookies.length === 0 &&
      !('clear-site-data' in headers),
  )
  expect(database.everything(), `${method} ${route}`).toEqual(before)
  expect((await who.client.post('/api/auth/refresh')).status, `after ${method} ${route}`).toBe(200)

  for (const sent of all.filter((one) => !isRefused(one))) {
    const other = await newcomer(scene)
    const real = await realCall(scene, method, route, other)
    await me(other)
    const untouched = database.everything()
    const answer = await send(own, other, real, sent)
    if (route.includes('[[')) expectProblem(answer, 'not-found')
    else expect(answer.status, describe(real, sent)).toBeLessThan(300)
    // The control: what was refused above would have changed something.
    const changes = !route.includes('[[') && route !== REPORTS_PATH
    if (changes) expect(database.everything(), describe(real, sent)).not.toEqual(untouched)
  }
}

/** A method that reads, or that the route does not have: where it comes from changes nothing. */
async function expectAlike(
  scene: Scene,
  route: string,
  method: string,
  who: SignedIn,
  all: Sent[],
) {
  const call = { method, path: (await realCall(scene, 'GET', route, who)).path }
  const usual = await send(scene.own, who, call, OWN_PAGE)
  expect(usual.setCookies).toEqual([])
  await expectEach(
    scene,
    who,
    call,
    all,
    ({ status, headers, setCookies }) =>
      status === usual.status && headers.allow === usual.headers.allow && setCookies.length === 0,
  )
  return usual.status
}

/**
 * Holds every route of the build against the rule.
 *
 * @param own the origin of the app's pages: APP_URL where that is set.
 * @param most how many of the three headers differ from those of an honest call at a time.
 */
export async function expectRule(
  { app, database, own = app.url }: { app: App; database: AppDatabase; own?: string },
  most: 1 | 2,
): Promise<void> {
  expect(SERVED).toHaveLength(5)
  const scene = { app, database, own, operations: await everyOperation(app) }
  const reader = await newcomer(scene)
  const { handlers } = routesOfBuild()
  expect(handlers).toContain('/api/auth/refresh')
  const all = everySent(own, most)
  const foreign = { ...DIRECT, origin: 'another site', site: 'cross-site' }
  const withoutBody =
    most === 1 ? [foreign] : everySent(own, 1).filter(({ type }) => type === 'JSON')
  for (const route of handlers) {
    const allowed = await methodsOf(reader, route.replace('[[...path]]', 'no/such/route'))
    const reads = ['OPTIONS', ...(allowed.includes('GET') ? ['GET', 'HEAD'] : [])]
    for (const method of METHODS) {
      if (allowed.includes(method) && method !== 'GET') {
        // A path without a route takes every method, and answers each alike.
        if (method !== 'POST' && route.includes('[[')) continue
        await expectChanging(scene, route, method, all)
      } else {
        const sent = reads.includes(method) ? withoutBody : [foreign]
        const status = await expectAlike(scene, route, method, reader, sent)
        expect(status === 405, `${method} ${route}`).toBe(!reads.includes(method))
      }
    }
  }
}
