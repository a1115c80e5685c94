/**
 * The API paths that anyone may call; each decides for itself whom it serves. Everything else
 * under /api is closed until it is named here.
 */
const PUBLIC_API = new Set([
  '/api/auth/sign-up',
  '/api/auth/login',
  '/api/auth/refresh',
  '/api/auth/logout',
  '/api/health',
  '/api/health/live',
  '/api/health/ready',
  '/api/openapi.json',
])

/** Documents for machines, the same for everybody: nothing of a page is in them. */
const PUBLIC_DOCUMENTS = new Set(['/.well-known/jwks.json'])

/** The pages that need a session: this path and all below it. */
const PROTECTED_PAGES = ['/account']

const isAtOrBelow = (path: string, root: string) => path === root || path.startsWith(`${root}/`)

/** Which gate a path goes through. */
export function gateOf(path: string): 'public-api' | 'guarded-api' | 'protected-page' | 'page' {
  if (PUBLIC_DOCUMENTS.has(path)) return 'public-api'
  if (isAtOrBelow(path, '/api')) return PUBLIC_API.has(path) ? 'public-api' : 'guarded-api'
  return PROTECTED_PAGES.some((root) => isAtOrBelow(path, root)) ? 'protected-page' : 'page'
}
