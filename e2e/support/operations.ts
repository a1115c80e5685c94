/** Calls the operations of the API as the description says. */
import type { OneTimePurpose } from '../../db/schema'
import type { App } from './app'
import { type Answer, Client, type SendOptions } from './client'
import type { AppDatabase } from './database'
import { allDelivered } from './mails'
import type { Document, Operation } from './openapi'
import { bearer, newPerson, type SignedIn } from './people'

export type Described = { method: string; path: string; operation: Operation }

type Changes = SendOptions & { json?: unknown; path?: string; accessToken?: string }

/** What each operation that takes a body is sent. */
const BODIES: Record<string, (who: SignedIn) => object> = {
  signUp: () => newPerson(),
  login: ({ person }) => person,
  stepUp: ({ person }) => ({ password: person.password }),
  forgotPassword: ({ person }) => ({ email: person.email }),
  // No real link: a test that needs one makes it in the database.
  resetPassword: () => ({ token: 'x'.repeat(43), newPassword: newPerson().password }),
  verifyEmail: () => ({ token: 'x'.repeat(43) }),
  confirmEmailChange: () => ({ token: 'x'.repeat(43) }),
  changePassword: ({ person }) => ({
    currentPassword: person.password,
    newPassword: newPerson().password,
  }),
}

/** What a link is for, and the address that it is about, by the operation that takes its token. */
const LINKS: Record<string, (who: SignedIn) => [purpose: OneTimePurpose, email: string]> = {
  resetPassword: ({ person }) => ['password-reset', person.email],
  verifyEmail: ({ person }) => ['verify-email', person.email],
  undoEmailChange: ({ person }) => ['undo-email-change', person.email],
  confirmEmailChange: () => ['confirm-email-change', newPerson().email],
}

/**
 * Where an operation takes the token of a link, one of the user's that it accepts; it replaces all others, also those of
 * mails that are on their way.
 */
export async function linkOf(
  { app, database }: { app: Pick<App, 'databaseUrl'>; database: AppDatabase },
  { described, who }: { described: Described; who: SignedIn },
): Promise<{ token: string } | undefined> {
  const link = LINKS[described.operation.operationId]?.(who)
  if (!link) return undefined
  await allDelivered(app)
  return { token: database.linkToken(who.user.id, ...link) }
}

/** Every operation of an app's description. */
export async function everyOperation(app: { url: string }): Promise<Described[]> {
  const { paths } = (await new Client(app).get('/api/openapi.json')).json<Document>()
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operation,
    })),
  )
}

/** Those that a user can call: without what needs a token of the operator. */
export async function operationsOfUsers(app: { url: string }): Promise<Described[]> {
  return (await everyOperation(app)).filter(
    ({ operation }) => !operation.security.some((scheme) => 'operatorToken' in scheme),
  )
}

/** An id of the user's for a path: of what the POST of the path above makes, or of the session. */
export async function ownId(who: SignedIn, path: string, operations: Described[]): Promise<string> {
  const above = path.replace('/{id}', '')
  const making = operations.find(({ method, path }) => method === 'POST' && path === above)
  if (!path.endsWith('/{id}') || !making) return who.sessionId
  const answer = await callOperation({ described: making, who })
  const [made] = Object.values(answer.json<Record<string, { id: string }>>())
  if (!made) throw new Error(`${above} has made nothing: ${answer.text}`)
  return made.id
}

/** What an operation is sent for a user: the body above, or the example of the description. */
export function bodyOf({ described, who }: { described: Described; who: SignedIn }) {
  const { operationId, requestBody } = described.operation
  const example = requestBody?.content['application/json']?.example
  return (BODIES[operationId]?.(who) ?? example) as Record<string, unknown>
}

/**
 * Calls an operation as a user, with the body above or the example of the description. An id in its
 * path is the user's session, unless `path` has another.
 */
export function callOperation(
  { described, who }: { described: Described; who: SignedIn },
  changes: Changes = {},
): Promise<Answer> {
  const { method, path, operation } = described
  const body = bodyOf({ described, who })
  const json = changes.json ?? (changes.body === undefined ? body : undefined)
  const needsToken = operation.security.some((scheme) => 'accessToken' in scheme)
  return who.client.send(method, changes.path ?? path.replace('{id}', who.sessionId), {
    headers: {
      Origin: who.client.origin,
      'Sec-Fetch-Site': 'same-origin',
      ...(json !== undefined && { 'Content-Type': 'application/json' }),
      ...(needsToken && bearer(changes.accessToken ?? who.accessToken)),
      ...changes.headers,
    },
    body: changes.body ?? (json === undefined ? undefined : JSON.stringify(json)),
  })
}
