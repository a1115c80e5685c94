/**
 * The API paths that anyone may call; each decides whom it serves. Any other path
 * under /api is closed until it is named here.
 */
const PUBLIC_API = new Set([
  '/api/auth/sign-up',
  '/api/auth/login',
  '/api/auth/refresh',
  '/api/auth/logout',
  '/api/auth/forgot-password',
  '/api/auth/reset-password',
  '/api/auth/verify-email',
  '/api/auth/resend-verification',
  '/api/auth/confirm-email-change',
  '/api/auth/undo-email-change',
  '/api/csp-reports',
  '/api/health',
  '/api/health/live',
  '/api/health/ready',
  '/api/metrics', // feature: metrics
  '/api/openapi.json',
])

/**
 * Documents for machines, the same for every client: nothing of a page is in them. A route handler
 * outside /api that takes more than GET and HEAD has to be named here as well.
 */
const PUBLIC_DOCUMENTS = new Set(['/.well-known/change-password', '/.well-known/jwks.json'])

/** The pages that need a session: this path and all below it. The matcher of middleware.ts has each, too. */
export const PROTECTED_PAGES = ['/account']

/** Pages for everyone that read the request, and all below them: each answer is another one, and nothing keeps it. */
const DYNAMIC_PAGES: string[] = [
  '/dev/outbox', // feature: dev-outbox
]

const isAtOrBelow = (path: string, root: string) => path === root || path.startsWith(`${root}/`)

/** Which gate a path goes through. */
export function gateOf(
  path: string,
): 'public-api' | 'guarded-api' | 'protected-page' | 'dynamic-page' | 'page' {
  if (PUBLIC_DOCUMENTS.has(path)) return 'public-api'
  if (isAtOrBelow(path, '/api')) return PUBLIC_API.has(path) ? 'public-api' : 'guarded-api'
  const isOneOf = (roots: string[]) => roots.some((root) => isAtOrBelow(path, root))
  if (isOneOf(PROTECTED_PAGES)) return 'protected-page'
  return isOneOf(DYNAMIC_PAGES) ? 'dynamic-page' : 'page'
}

/** The path that Next will see: dot segments resolved, and slashes as its redirects leave them. */
export function resolvedPath(url: string): string {
  const { pathname } = new URL(`http://localhost${url}`)
  return pathname.replace(/\/{2,}/g, '/').replace(/(?<=.)\/$/, '')
}

/** Is this the target of a route handler, which checks its methods itself, and of no page? */
export function isHandled(path: string): boolean {
  const gate = gateOf(path)
  return gate === 'public-api' || gate === 'guarded-api'
}
