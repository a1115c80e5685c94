import { Validator } from '@seriousme/openapi-schema-validator'
import { REFRESH_COOKIE } from '../../lib/brand'
import { Client } from '../support/client'
import { cookieName } from '../support/cookie'
import type { Document } from '../support/openapi'
import { expect, test } from '../support/test'

async function documentOf(app: { url: string }): Promise<Document> {
  const answer = await new Client(app).send('GET', '/api/openapi.json')
  expect(answer.status).toBe(200)
  return answer.json<Document>()
}

test('when a client asks for the description, it is OpenAPI 3.1 and every reference leads somewhere', async ({
  app,
}) => {
  const document = await documentOf(app)
  const validator = new Validator()
  const { valid, errors = [] } = await validator.validate(document)
  expect({ valid, errors, version: validator.version }).toEqual({
    valid: true,
    errors: [],
    version: '3.1',
  })
  for (const [, pointer = ''] of JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
    expect(document, pointer).toHaveProperty(pointer.split('/'))
  }
})

test('when APP_URL is set, the description has its origin and its cookie, and is otherwise the same', async ({
  app,
  startApp,
}) => {
  const unset = await documentOf(app)
  expect(unset.servers).toEqual([{ url: '/' }])
  expect(unset.components.securitySchemes.refreshCookie?.name).toBe(cookieName(app))
  const set = await documentOf(await startApp({ env: { APP_URL: 'https://app.example.com' } }))
  expect(set.servers).toEqual([{ url: 'https://app.example.com' }])
  expect(set.components.securitySchemes.refreshCookie?.name).toBe(`__Host-${REFRESH_COOKIE}`)
  expect(set.paths).toEqual(unset.paths)
})
