/** HTTP as the page of a browser, or another client, sends it. */
import { request } from 'node:http'
import { request as requestOverTls } from 'node:https'
import { text } from 'node:stream/consumers'
import { cookieName, isCookieName } from './cookie'
import { descriptionOf } from './openapi'

export type Answer = {
  status: number
  /** By lower-case name; repeated ones joined by a comma, `set-cookie` left out. */
  headers: Record<string, string>
  /** Each `Set-Cookie` as it was sent. */
  setCookies: string[]
  text: string
  /** The body parsed as JSON. @throws SyntaxError where it is not. */
  json<Body = Record<string, unknown>>(): Body
}

/** Header values by name; null leaves a header out that would be sent otherwise. */
export type HeaderChanges = Record<string, string | string[] | null>

export type SendOptions = { headers?: HeaderChanges; body?: string | Uint8Array }

/**
 * One browser profile: a cookie jar and an origin. `get`, `post` and `delete` send what a script of
 * the app's page would; `send` sends the cookies and the given headers alone.
 */
export class Client {
  readonly cookies: CookieJar
  readonly origin: string
  readonly #url: URL

  /** @param origin of the address bar, where a proxy stands before the app. */
  constructor(app: { url: string }, origin: string = app.url) {
    this.origin = origin
    this.#url = new URL(app.url)
    this.cookies = new CookieJar(origin)
  }

  get(path: string, headers: HeaderChanges = {}): Promise<Answer> {
    return this.send('GET', path, { headers: { 'Sec-Fetch-Site': 'same-origin', ...headers } })
  }

  /** @param json sent as the body; without it there is none. */
  post(path: string, json?: unknown, headers: HeaderChanges = {}): Promise<Answer> {
    if (json === undefined) return this.#act('POST', path, headers)
    const typed = { 'Content-Type': 'application/json', ...headers }
    return this.#act('POST', path, typed, JSON.stringify(json))
  }

  delete(path: string, headers: HeaderChanges = {}): Promise<Answer> {
    return this.#act('DELETE', path, headers)
  }

  #act(method: string, path: string, headers: HeaderChanges, body?: string): Promise<Answer> {
    const ours = { Origin: this.origin, 'Sec-Fetch-Site': 'same-origin' }
    return this.send(method, path, { headers: { ...ours, ...headers }, body })
  }

  /** Any method, any path as it is written. Stores the cookies of the answer. */
  async send(
    method: string,
    path: string,
    { headers = {}, body }: SendOptions = {},
  ): Promise<Answer> {
    const answer = await exchange(this.#url, method, path, body, {
      Host: new URL(this.origin).host,
      Cookie: this.cookies.header(),
      // Node would send a body of a method such as DELETE in chunks.
      ...(body !== undefined && { 'Content-Length': String(Buffer.byteLength(body)) }),
      ...headers,
    })
    for (const cookie of answer.setCookies) this.cookies.store(cookie)
    await this.#expectDescribed(method, path, answer)
    return answer
  }

  /** No answer may differ from the API's description. */
  async #expectDescribed(method: string, path: string, answer: Answer): Promise<void> {
    // A balancer answers 502.
    if (!/^\/(api|\.well-known)\//.test(path) || answer.status === 502) return
    const description = await descriptionOf(this.#url.origin, () =>
      exchange(this.#url, 'GET', '/api/openapi.json', undefined, { Host: this.#url.host }),
    )
    const complaints = description?.complaints(method, path, answer) ?? []
    if (complaints.length > 0) {
      throw new Error(`${method} ${path} is not as described:\n${complaints.join('\n')}`)
    }
  }

  /** The refresh token in the jar. */
  get refreshToken(): string | undefined {
    return this.cookies.get(this.#cookieName)
  }

  set refreshToken(value: string | undefined) {
    this.cookies.set(this.#cookieName, value)
  }

  /** As the app names it: a proxy of a test has another port than the app. */
  get #cookieName(): string {
    return this.cookies.names().find(isCookieName) ?? cookieName(this.origin)
  }
}

/** The cookies of one host. All that the app stores have Path=/. */
export class CookieJar {
  readonly #cookies = new Map<string, string>()
  readonly #secure: boolean

  constructor(origin: string) {
    this.#secure = origin.startsWith('https:')
  }

  /** Keeps or drops a cookie by the rules of RFC 6265bis section 5.7. */
  store(setCookie: string): void {
    const [pair = '', ...rest] = setCookie.split(';').map((part) => part.trim())
    const attributes = new Map(
      rest.map((part) => {
        const [name = '', value = ''] = part.split('=')
        return [name.toLowerCase(), value]
      }),
    )
    const name = pair.slice(0, pair.indexOf('='))
    if (attributes.has('secure') && !this.#secure) return
    const needsSecure = /^__(host|secure)-/i.test(name)
    if (needsSecure && !attributes.has('secure')) return
    if (/^__host-/i.test(name) && attributes.has('domain')) return
    const ended = Number(attributes.get('max-age') ?? 1) <= 0
    if (attributes.get('path') !== '/') {
      if (ended) return
      throw new Error(`No Path=/ in ${setCookie}`)
    }
    this.set(name, ended ? undefined : pair.slice(name.length + 1))
  }

  names(): string[] {
    return [...this.#cookies.keys()]
  }

  get(name: string): string | undefined {
    return this.#cookies.get(name)
  }

  set(name: string, value: string | undefined): void {
    if (value === undefined) this.#cookies.delete(name)
    else this.#cookies.set(name, value)
  }

  /** The `Cookie` header; null where there is nothing to send. */
  header(): string | null {
    const pairs = [...this.#cookies].map(([name, value]) => `${name}=${value}`)
    return pairs.length > 0 ? pairs.join('; ') : null
  }
}

/** Node's `request` for the scheme of a server. */
export function requestOf({ protocol }: URL): typeof request {
  return protocol === 'https:' ? requestOverTls : request
}

function exchange(
  url: URL,
  method: string,
  path: string,
  body: string | Uint8Array | undefined,
  changes: HeaderChanges,
): Promise<Answer> {
  const headers = Object.fromEntries(
    Object.entries(changes).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  )
  // No agent, so no connection outlives a restart.
  const options = { host: url.hostname, port: url.port, method, path, headers, agent: false }
  return new Promise((resolve, reject) => {
    const sent = requestOf(url)(options, (response) => {
      const { 'set-cookie': setCookies = [], ...others } = response.headers
      const status = response.statusCode ?? 0
      text(response).then(
        (body) => resolve(makeAnswer(status, others as Record<string, string>, setCookies, body)),
        reject,
      )
    })
    sent.once('error', reject)
    sent.end(body)
  })
}

export function makeAnswer(
  status: number,
  headers: Record<string, string>,
  setCookies: string[],
  text: string,
): Answer {
  return { status, headers, setCookies, text, json: () => JSON.parse(text) }
}
