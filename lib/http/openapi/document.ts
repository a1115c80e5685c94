/**
 * The description of the API (OpenAPI 3.1), made from the schemas that the handlers parse with and
 * from the table of problems, so that neither can change without it.
 */

import { OpenAPIRegistry, OpenApiGeneratorV31 } from '@asteasolutions/zod-to-openapi'
import { NAME } from '../../brand'
import type { Config } from '../../config/config'
import { exampleOf } from '../../contract/example'
import { refreshCookieName } from '../cookies'
import { accountOperations } from './account-operations'
import type { Operation } from './operation'
import { responsesOf } from './responses'
import { serviceOperations } from './service-operations'
import { signInOperations } from './sign-in-operations'

const core: Operation[] = [...signInOperations, ...accountOperations, ...serviceOperations]

export type OpenApiDocument = ReturnType<OpenApiGeneratorV31['generateDocument']>

const ABOUT = `Sign-in with short-lived access tokens and a rotating refresh token. When a plain session is the better choice:
\`docs/when-not-to-use-jwt.md\` in the source.

JSON in and out, in UTF-8; times are ISO 8601 in UTC, durations are seconds. A body has at most 16 KiB.
Unknown members are ignored. No answer may be kept (\`Cache-Control: no-store\`) but the public keys. HEAD works wherever GET does, and OPTIONS names the methods of a path;
any other method is a 405 \`method-not-allowed\` with \`Allow\`. A path that is not described here is a 404
\`not-found\` for those who are signed in and a 401 for everybody else.

A browser must call from the app's own origin. A caller that is no browser sends neither \`Origin\` nor
\`Sec-Fetch-Site\` and is served.`

/** The first sentence of every operation. */
const WHO: Record<Operation['auth'], string> = {
  nobody: 'Anyone may call it.',
  cookie: 'Needs the refresh cookie.',
  'optional-cookie': 'Anyone may call it; the refresh cookie is looked at where there is one.',
  bearer: 'Needs an access token.',
  'step-up': 'Needs an access token, and the password within AUTH_STEP_UP_TTL (10 minutes).',
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
  registry.registerComponent('securitySchemes', 'refreshCookie', {
    type: 'apiKey',
    in: 'cookie',
    name: refreshCookieName(config),
    description: 'The refresh token. The browser keeps and sends it; no script can read it.',
  })
  for (const operation of [...core, ...more]) {
    const { method, path, id, tag, summary, description, body } = operation
    registry.registerPath({
      method,
      path,
      operationId: id,
      tags: [tag],
      summary,
      description: description ? `${WHO[operation.auth]} ${description}` : WHO[operation.auth],
      security: securityOf(operation),
      request: {
        params: operation.params,
        query: operation.query,
        ...(body && {
          body: {
            required: true,
            content: { 'application/json': { schema: body, example: exampleOf(body) } },
          },
        }),
      },
      responses: responsesOf(operation),
    })
  }
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: { title: NAME, version: '1', description: ABOUT, license: { name: 'MIT' } },
    // Without a setting the origin is the one that the document was fetched from.
    servers: [{ url: config.appUrl ?? '/' }],
    tags: [
      { name: 'Sign-in', description: 'Accounts and sessions begin and end here.' },
      { name: 'Account', description: 'What a signed-in person can see and do.' },
      ...(more.length > 0
        ? [{ name: 'Features', description: 'What the features of this app add.' }]
        : []),
      { name: 'Service', description: 'What operators and other services ask.' },
    ],
  })
}

function securityOf({ auth }: Operation): Record<string, string[]>[] {
  switch (auth) {
    case 'nobody':
      return []
    case 'cookie':
      return [{ refreshCookie: [] }]
    case 'optional-cookie':
      return [{}, { refreshCookie: [] }]
    default:
      return [{ accessToken: [] }]
  }
}
