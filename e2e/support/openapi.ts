/** The app's description of its API, and whether an answer keeps to it. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { Answer } from './client'

export type Schema = { [member: string]: unknown }
type Header = { required?: boolean; schema: Schema }
type Media = { schema: Schema; example?: unknown; examples?: Record<string, { value: unknown }> }
export type Response = {
  description: string
  headers?: Record<string, Header>
  content?: Record<string, Media>
}
export type Operation = {
  operationId: string
  security: Record<string, string[]>[]
  parameters?: { name: string; in: string; schema: Schema }[]
  requestBody?: { content: Record<string, Media> }
  responses: Record<string, Response>
}
export type Document = {
  openapi: string
  info: { description: string }
  tags: { name: string; description: string }[]
  servers: { url: string }[]
  paths: Record<string, Record<string, Operation>>
  components: {
    securitySchemes: Record<string, { name?: string }>
    schemas: Record<string, Schema>
  }
}

export class Description {
  readonly #ajv: Ajv2020
  readonly #validators = new Map<string, ValidateFunction>()

  readonly document: Document

  constructor(document: Document) {
    this.document = document
    this.#ajv = new Ajv2020({ strict: false, allErrors: true, schemas: { api: closed(document) } })
    addFormats.default(this.#ajv)
  }

  /** @param path as it was asked for, query and all. Undefined where no operation is described. */
  operation(method: string, path: string): { template: string; operation: Operation } | undefined {
    const [bare = ''] = path.split('?')
    const name = method === 'HEAD' ? 'get' : method.toLowerCase()
    // A path without parameters is meant where one with parameters would fit as well.
    const templates = Object.keys(this.document.paths).sort(
      (a, b) => Number(a.includes('{')) - Number(b.includes('{')),
    )
    const template = templates.find((candidate) => expression(candidate).test(bare))
    const operation = template && this.document.paths[template]?.[name]
    return template && operation ? { template, operation } : undefined
  }

  /** How an answer differs from the description. */
  complaints(method: string, path: string, answer: Answer): string[] {
    const found = this.operation(method, path)
    if (!found) return []
    const response = found.operation.responses[answer.status]
    if (!response) return [`${answer.status} is not described: ${answer.text}`]
    const name = method === 'HEAD' ? 'get' : method.toLowerCase()
    const at = ['paths', found.template, name, 'responses', String(answer.status)]
    return [
      ...this.#headerComplaints(at, response, answer),
      ...(method === 'HEAD' ? [] : this.#bodyComplaints(at, response, answer)),
    ]
  }

  #headerComplaints(at: string[], { headers = {} }: Response, answer: Answer): string[] {
    return Object.entries(headers)
      .flatMap(([name, { required }]) => {
        const values =
          name === 'Set-Cookie' ? answer.setCookies : [answer.headers[name.toLowerCase()]]
        const sent = values.filter((value) => value !== undefined)
        if (sent.length === 0) return required ? [`no header ${name}`] : []
        return sent.flatMap((value) => this.validate([...at, 'headers', name, 'schema'], value))
      })
      .concat(undescribed(headers, answer))
      .concat(
        headers['Cache-Control'] || answer.headers['cache-control'] === 'no-store'
          ? []
          : ['no Cache-Control: no-store'],
      )
  }

  #bodyComplaints(at: string[], { content }: Response, answer: Answer): string[] {
    if (!content)
      return answer.text === '' ? [] : [`a body where none is described: ${answer.text}`]
    const type = answer.headers['content-type'] ?? ''
    if (!content[type]) return [`content type "${type}"`]
    const value = type.startsWith('text/') ? answer.text : answer.json()
    return this.validate([...at, 'content', type, 'schema'], value)
  }

  /** What the schema at a place of the document says against a value. */
  validate(at: string[], value: unknown): string[] {
    const pointer = at.map((part) =>
      encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')),
    )
    const $ref = `api#/${pointer.join('/')}`
    let validate = this.#validators.get($ref)
    if (!validate) {
      validate = this.#ajv.compile({ $ref })
      this.#validators.set($ref, validate)
    }
    if (validate(value)) return []
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${at.slice(1).join(' ')}${instancePath}: ${message} ${JSON.stringify(params)} in ${JSON.stringify(value)}`,
    )
  }
}

const TELLING = ['session-refresh', 'retry-after', 'www-authenticate', 'clear-site-data']

/** Headers that callers act on and that are not described for this answer. */
function undescribed(headers: Record<string, Header>, answer: Answer): string[] {
  const described = Object.keys(headers).map((name) => name.toLowerCase())
  return [
    ...TELLING.filter((name) => name in answer.headers),
    ...(answer.setCookies.length > 0 ? ['set-cookie'] : []),
  ]
    .filter((name) => !described.includes(name))
    .map((name) => `header ${name} is not described`)
}

const expression = (template: string): RegExp =>
  new RegExp(`^${template.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`)

/** The document with every object closed: the tests meet no member that is not described. */
function closed<Value>(value: Value, inAllOf = false): Value {
  if (Array.isArray(value)) return value.map((item) => closed(item, inAllOf)) as Value
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).map(([name, member]) => [
    name,
    closed(member, name === 'allOf'),
  ])
  const copy = Object.fromEntries(members)
  const open = copy.type === 'object' && copy.properties && copy.additionalProperties === undefined
  return open && !inAllOf ? { ...copy, additionalProperties: false } : copy
}

const byOrigin = new Map<string, Promise<Description>>()
const byText = new Map<string, Description>()

/** The description that an app gives, asked for once; null where the app does not answer now. */
export async function descriptionOf(
  origin: string,
  fetchDocument: () => Promise<Answer>,
): Promise<Description | null> {
  const asked = byOrigin.get(origin) ?? fetchDocument().then(({ text }) => shared(text))
  byOrigin.set(origin, asked)
  try {
    return await asked
  } catch {
    byOrigin.delete(origin)
    return null
  }
}

/** Apps with the same settings describe themselves alike, and compiling a schema takes time. */
function shared(text: string): Description {
  const description = byText.get(text) ?? new Description(JSON.parse(text))
  byText.set(text, description)
  return description
}
