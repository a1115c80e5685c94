/**
 * The routes of the source, the API's description and docs/routes.md: what one has and another has
 * not. The same is asked of the build in `e2e/http/`; here it fails before there is one.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { features } from '../features'
import { REPORTS_PATH } from '../lib/http/content-security-policy'
import { openApiDocument } from '../lib/http/openapi/document'
import { gateOf } from '../lib/http/routes'

const APP = new URL('./', import.meta.url).pathname
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
/** Answers every path that has no route, so nothing describes it. */
const CATCH_ALL = '/api/[[...path]]'
/** Called by browsers by themselves, as a standard of theirs describes. */
const BY_BROWSERS = `POST ${REPORTS_PATH}`
/** Answer with pages, which are no part of the API. */
const DOCUMENTS: string[] = [
  'GET /dev/outbox/{id}', // feature: dev-outbox
]

/** The description of the API, features among it. */
const described = () =>
  openApiDocument(
    { appUrl: null, secure: false, publicPort: 3000 },
    features.flatMap(({ operations = [] }) => operations),
  )

const files = readdirSync(APP, { recursive: true, encoding: 'utf8' })

/** A file's path as it is in a URL: without groups, and without the file. */
const urlOf = (file: string) => `/${dirname(file).replaceAll(/\([^)]*\)\/?|^\.$/g, '')}`

const pages = files.filter((file) => /(^|\/)page\.tsx$/.test(file)).map(urlOf)
const handlers = files.filter((file) => /(^|\/)route\.ts$/.test(file))

/** `POST /api/auth/login` for each method of each route, as the route itself says. */
async function calls(): Promise<string[]> {
  const found = await Promise.all(
    handlers.map(async (file) => {
      const { OPTIONS } = await import(join(APP, file))
      const answer: Response = await OPTIONS(new Request('http://localhost'))
      const allowed = answer.headers.get('allow')?.split(', ') ?? []
      expect(allowed, file).toContain('OPTIONS')
      return METHODS.filter((method) => allowed.includes(method)).map(
        (method) => `${method} ${urlOf(file)}`,
      )
    }),
  )
  return found.flat().filter((call) => !call.endsWith(CATCH_ALL))
}

describe('when a route is added and nothing else', () => {
  it('is missing from the description of the API', async () => {
    const { paths = {} } = described()
    const calledSo = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    const inBraces = (await calls()).map((call) => call.replaceAll('[', '{').replaceAll(']', '}'))
    expect([...calledSo, ...DOCUMENTS, BY_BROWSERS].sort()).toEqual(inBraces.sort())
  })

  it('is missing from docs/routes.md, and so is a page', async () => {
    const table = readFileSync(join(APP, '../docs/routes.md'), 'utf8')
    const listed = [...table.matchAll(/^\| `([^`]+)`/gm)].map(([, call]) => call)
    expect(listed.sort()).toEqual([...(await calls()), ...pages].sort())
  })

  it('is closed, if it is under /api and its description says that it needs a session', () => {
    const { paths = {} } = described()
    for (const [path, methods] of Object.entries(paths)) {
      const operations: { security?: object[] }[] = Object.values(methods)
      const guarded = operations.some(({ security = [] }) =>
        security.some((scheme) => 'accessToken' in scheme),
      )
      expect(gateOf(path), path).toBe(guarded ? 'guarded-api' : 'public-api')
    }
  })
})
