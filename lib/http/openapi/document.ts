// Machine: a clone need not edit this file.
/**
 * The description of the API (OpenAPI 3.1), made from the schemas that the handlers parse with and
 * from the table of problems, so that neither can change without it.
 */

import {
  OpenAPIRegistry,
  OpenApiGeneratorV31,
  type RouteConfig,
} from '@asteasolutions/zod-to-openapi'
import { NAME } from '../../brand'
import type { Config } from '../../config/config'
import { exampleOf } from '../../contract/example'
import { refreshCookieName } from '../cookies'
import { accountOperations } from './account-operations'
import type { Operation } from './operation'
import { responsesOf } from './responses'
import { serviceOperations } from './service-operations'
import { signInOperations } from './sign-in-operations'

export type OpenApiDocument = ReturnType<OpenApiGeneratorV31['generateDocument']>

const ABOUT = `Sign-in with short-lived access tokens and a rotating refresh token. When a plain session is the better choice:
\`docs/when-not-to-use-jwt.md\` in the source.

JSON in and out, in UTF-8; times are ISO 8601 in UTC, durations are seconds. A body has at most 16 KiB.
Unknown members are ignored. No answer may be kept (\`Cache-Control: no-store\`) but the public keys. HEAD works wherever GET does, and OPTIONS names the methods of a path;
any other method is a 405 \`method-not-allowed\` with \`Allow\`. A path that is not described here is a 404
\`not-found\` for those who are signed in and a 401 for everyone else.

A browser must call from the app's own origin. A caller that is no browser sends neither \`Origin\` nor
\`Sec-Fetch-Site\` and is served.`

/** The first sentence of every operation. */
const WHO: Record<Operation['auth'], string> = {
  none: 'Anyone may call it.',
  operator: 'Needs a token of the operator.',
  cookie: 'Needs the refresh cookie.',
  'optional-cookie': 'Anyone may call it; the refresh cookie is looked at where there is one.',
  bearer: 'Needs an access token.',
  'step-up': 'Needs an access token, and the password within AUTH_STEP_UP_TTL (10 minutes).',
}

const SECURITY: Record<Operation['auth'], Record<string, string[]>[]> = {
  none: [],
  operator: [{ operatorToken: [] }],
  cookie: [{ refreshCookie: [] }],
  'optional-cookie': [{}, { refreshCookie: [] }],
  bearer: [{ accessToken: [] }],
  'step-up': [{ accessToken: [] }],
}

/**
 * @param more the operations beside those of the core.
 * @returns the document for one deployment: its origin and the name of its cookie are in it.
 */
export function openApiDocument(
  config: Pick<Config, 'appUrl' | 'secure' | 'publicPort'>,
  more: Operation[] = [],
): OpenApiDocument {
  const registry = new OpenAPIRegistry()
  registry.registerComponent('securitySchemes', 'accessToken', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The access token of a sign-in or a refresh (RFC 6750): in this header only.',
  })
  registry.registerComponent('securitySchemes', 'operatorToken', {
    type: 'http',
    scheme: 'bearer',
    description: 'The value of a setting, as a monitoring program has it.',
  })
  registry.registerComponent('securitySchemes', 'refreshCookie', {
    type: 'apiKey',
    in: 'cookie',
    name: refreshCookieName(config),
    description: 'The refresh token. The browser keeps and sends it; no script can read it.',
  })
  const groups = [
    {
      name: 'Sign-in',
      description: 'Accounts and sessions begin and end here.',
      operations: signInOperations,
    },
    {
      name: 'Account',
      description: 'What a signed-in user can see and do.',
      operations: accountOperations,
    },
    { name: 'Features', description: 'What the features of this app add.', operations: more },
    {
      name: 'Service',
      description: 'What operators and other services ask.',
      operations: serviceOperations,
    },
  ].filter(({ operations }) => operations.length > 0)
  for (const { name, operations } of groups) {
    for (const operation of operations) registry.registerPath(pathOf(operation, name))
  }
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: { title: NAME, version: '1', description: ABOUT, license: { name: 'MIT' } },
    // Without a setting the origin is the one that the document was fetched from.
    servers: [{ url: config.appUrl ?? '/' }],
    tags: groups.map(({ name, description }) => ({ name, description })),
  })
}

function pathOf(operation: Operation, tag: string): RouteConfig {
  const { method, path, id, summary, description = '', auth, params, query, body } = operation
  const content = body && { 'application/json': { schema: body, example: exampleOf(body) } }
  return {
    method,
    path,
    operationId: id,
    tags: [tag],
    summary,
    description: `${WHO[auth]} ${description}`.trim(),
    security: SECURITY[auth],
    request: { params, query, ...(content && { body: { required: true, content } }) },
    responses: responsesOf(operation),
  }
}
