/** Requests for an operation, made from its own description. */
import fc from 'fast-check'
import { cookieName } from '../cookie'
import type { Document, Schema } from '../openapi'
import type { Described } from '../operations'
import type { SignedIn } from '../people'
import { type Framing, frame, framing, spell, spelling } from './bytes'
import { anyText, jsonFor, type Member, membersFor, writeObject } from './json'

const few = <Value>(usual: Value, others: fc.Arbitrary<Value>, weight = 8) =>
  fc.oneof({ weight, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: others })

/** In any case: the wrong ones too. CONNECT asks for a tunnel, and `upgrade.spec.ts` asks for those. */
const METHODS = [
  ...['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'PURGE'],
  ...['get', 'Post', 'QUERY', 'X', 'post\u0000', '{}'],
]

/** What follows a path, or stands in place of a parameter. */
const AFTER = ['/', '//', '/..', '/.', '.json', '.rsc', '%00', '%', '%2f', ';x=1', '#x', '/\u00e9']
const IN_PLACE = ['', '.', '..', '%2e%2e', '%', '%ff', '%00', '%2f', '*', '__proto__', 'null', '-1']

/** Percent-encoded UTF-8; half a character becomes the replacement character, as in a browser. */
const encoded = (text: string) => encodeURIComponent(text.toWellFormed())

/** Values for headers that proxies, Node, Next or the app read. Each byte is a character here. */
const HEADERS: Record<string, string[]> = {
  Authorization: ['', 'Bearer', 'Bearer ', 'Bearer a.b.c', 'Basic eDp4', 'bearer \u00ff', 'DPoP x'],
  Cookie: ['', '=', ';;', '%', 'a=b; a=c', '__Host-x=1', '\u00a0x=1', '__proto__=1'],
  'Content-Type': [
    '',
    'application/json; charset=utf-16',
    'text/plain',
    'multipart/form-data',
    '/',
  ],
  'Content-Encoding': ['gzip', 'br', 'x'],
  Origin: ['null', '', 'http://[', 'https://evil.example', '\u00ff', 'http://a, http://b'],
  'Sec-Fetch-Site': ['cross-site', 'none', 'x', ''],
  'User-Agent': ['', '\u00ff\u00fe', '\u001b[31m', '{{x}}'],
  'X-Forwarded-For': ['', ',', 'x', '::', '1.2.3.4, \u00ff', "' OR 1=1 --"],
  'X-Forwarded-Host': ['[', 'evil.example'],
  'X-Forwarded-Proto': ['https', 'x y'],
  Host: ['', '[', 'evil.example', 'a b'],
  Accept: ['', ';;;', 'text/html', 'application/xml'],
  'If-None-Match': ['*'],
  'If-Modified-Since': ['x'],
  Range: ['bytes=9-1', 'bytes=0-0'],
  Expect: ['100-continue', 'x'],
  Upgrade: ['websocket', 'h2c'],
  'Transfer-Encoding': ['identity', 'gzip, chunked', 'chunked, chunked', '\u000bchunked'],
  'Content-Length': ['-1', '1e3', '0x10', '99999999999999999999', ''],
  'Session-Refresh': ['x'],
  traceparent: ['00-x', '\u00ff'],
  'x-middleware-subrequest': ['middleware', 'src/middleware'],
  'next-action': ['x'],
  rsc: ['1'],
  __proto__: ['x'],
}

const someHeader = (names: string[]) =>
  fc.oneof(
    { weight: 6, arbitrary: headerOf([...Object.keys(HEADERS), ...names]) },
    { weight: 1, arbitrary: long('x'.repeat(14_000), 'x'.repeat(20_000)) },
    { weight: 1, arbitrary: fc.constant('X: 1\r\n'.repeat(2500).trimEnd()) },
  )

const headerOf = (names: string[]) =>
  fc.constantFrom(...names).chain((name) => {
    const values = (Object.hasOwn(HEADERS, name) && HEADERS[name]) || ['', 'x', '\u00ff', 'a, a']
    return fc.constantFrom(...values).map((value) => `${name}: ${value}`)
  })

const long = (...values: string[]) => fc.constantFrom(...values).map((value) => `X-Long: ${value}`)

const WHO = ['no one', 'the cookie alone', 'the token alone', 'garbage', 'two tokens', 'both twice']

/** One request; `null` members and `{}` in a path are what the caller of the moment fills in. */
export type Shot = {
  method: string
  path: string
  query: string
  who: string
  headers: string[]
  type: string | null
  members: Member[] | null
  /** In place of the members. */
  text: string | null
  spelling: Parameters<typeof spell>[1]
  framing: Framing
}

/** A part of the document, with what it refers to in place of each reference. */
function inlined<Part>(part: Part, schemas: Record<string, Schema>): Part {
  const text = JSON.stringify(part, (_, value) => {
    const name = /^#\/components\/schemas\/(\w+)$/.exec(value?.$ref ?? '')?.[1]
    return name ? inlined(schemas[name], schemas) : value
  })
  return text === undefined ? part : JSON.parse(text)
}

/** Requests to an operation: most are nearly right in all but one or two things. */
export function shotsAt(
  { method, path, operation: described }: Described,
  { components: { schemas } }: Document,
): fc.Arbitrary<Shot> {
  const operation = {
    parameters: inlined(described.parameters, schemas),
    requestBody: inlined(described.requestBody, schemas),
  }
  const parameters = operation.parameters ?? []
  const named = (place: string) => parameters.filter((parameter) => parameter.in === place)
  const schema = operation.requestBody?.content['application/json']?.schema
  const required = (schema?.required ?? []) as string[]
  return fc.record({
    method: few(method, fc.constantFrom(...METHODS)),
    path: pathsOf(path),
    query: queryOf(named('query')),
    who: few('the user', fc.constantFrom(...WHO), 5),
    headers: few(
      [] as string[],
      fc.array(someHeader(named('header').map(({ name }) => name)), { minLength: 1, maxLength: 3 }),
      4,
    ),
    type: few('application/json', fc.constantFrom(null, ...(HEADERS['Content-Type'] ?? [])), 12),
    // What takes no body is sent one now and then.
    members: schema
      ? membersFor(schema, required)
      : few(null, membersFor({}, []) as fc.Arbitrary<Member[] | null>, 3),
    text: few(null, fc.oneof(anyText, jsonFor({})) as fc.Arbitrary<string | null>),
    spelling,
    framing,
  })
}

function pathsOf(path: string): fc.Arbitrary<string> {
  const odd = fc.oneof(
    fc.constantFrom(...AFTER).map((after) => path + after),
    fc.constantFrom(
      path.replace(/\w+$/, (name) => name.toUpperCase()),
      path.replace('/api/', '/api//'),
    ),
    fc.constantFrom(200, 9000).map((length) => `${path}/${'x'.repeat(length)}`),
  )
  if (!path.includes('{')) return few(path, odd)
  const value = fc.oneof(fc.constantFrom(...IN_PLACE), fc.uuid(), anyText.map(encoded))
  const filled = value.map((one) => path.replace(/\{\w+\}/g, () => one.slice(0, 20_000)))
  return fc.oneof({ weight: 3, arbitrary: filled }, few(path, odd))
}

function queryOf(parameters: { name: string; schema: Schema }[]): fc.Arbitrary<string> {
  const own = parameters.map(({ name, schema }) =>
    fc
      .oneof(
        jsonFor(schema).map((json) => json.replace(/^"|"$/g, '')),
        anyText,
      )
      .map((text) => `${name}=${encoded(text)}`),
  )
  const other = fc.oneof(
    fc.constantFrom(
      '__proto__=x',
      'constructor[prototype]=x',
      'x',
      '=',
      '%',
      'a=%ff',
      'a=%00',
      '_rsc=x',
    ),
    anyText.map((text) => `x=${encoded(text)}`),
  )
  const some = fc.array(fc.oneof(...own, other), { minLength: 1, maxLength: 4 })
  const query = some.map((pairs) => `?${pairs.join('&')}`)
  return own.length > 0 ? fc.oneof(fc.constant(''), query) : few('', query)
}

/** The bytes of a request, in the parts that go out one by one. */
export function written(
  shot: Shot,
  app: { port: number; url: string },
  who: SignedIn,
  good: Record<string, unknown>,
  ownId: string,
): Buffer[] {
  const { members, text } = shot
  const json = text ?? (members && writeObject(members, good))
  const body = json === null ? null : frame(spell(json, shot.spelling), shot.framing)
  const target = shot.path.replace(/\{\w+\}/g, ownId) + shot.query
  const has = (name: string) => shot.headers.some((line) => line.startsWith(`${name}:`))
  const lines = [
    `${shot.method} ${target} HTTP/1.1`,
    ...(has('Host') ? [] : [`Host: 127.0.0.1:${app.port}`]),
    'Connection: close',
    ...credentials(shot.who, app, who),
    ...(has('Origin') ? [] : [`Origin: ${app.url}`]),
    ...(has('Sec-Fetch-Site') ? [] : ['Sec-Fetch-Site: same-origin']),
    ...(json === null || shot.type === null ? [] : [`Content-Type: ${shot.type}`]),
    ...(body?.lines ?? []),
    ...shot.headers,
  ]
  return [Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), ...(body?.sent ?? [])]
}

function credentials(kind: string, app: { url: string }, who: SignedIn): string[] {
  const token = `Authorization: Bearer ${who.accessToken}`
  const cookie = `Cookie: ${cookieName(app)}=${who.refreshToken}`
  switch (kind) {
    case 'no one':
      return []
    case 'the cookie alone':
      return [cookie]
    case 'the token alone':
      return [token]
    case 'garbage':
      return ['Authorization: Bearer x.y.z', `Cookie: ${cookieName(app)}=x.y.z`]
    case 'two tokens':
      return [token, token, cookie]
    case 'both twice':
      return [token, cookie, token, cookie]
    default:
      return [token, cookie]
  }
}
