/** The routes of the build, by Next's own list of them. */
import { readFileSync } from 'node:fs'
import { gateOf } from '../../lib/http/routes'
import { bearer, type SignedIn } from './people'

const MANIFEST = new URL('../../.next/app-path-routes-manifest.json', import.meta.url)

/** Next's own, and the icon, which is a file. */
const INTERNAL = ['/_not-found', '/_global-error', '/icon.svg']

export type Caller = Pick<SignedIn, 'client' | 'accessToken'>

/** Paths with parameters as Next spells them: /api/account/sessions/[id]. */
export function routesOfBuild() {
  const manifest: Record<string, string> = JSON.parse(readFileSync(MANIFEST, 'utf8'))
  const paths = (suffix: string) =>
    Object.entries(manifest)
      .filter(([file, path]) => file.endsWith(suffix) && !INTERNAL.includes(path))
      .map(([, path]) => path)
      .sort()
  return { handlers: paths('/route'), pages: paths('/page') }
}

/** The pages of the build: those that a visitor sees, and those that need a session. @public */
export function pagesOfBuild() {
  const { pages } = routesOfBuild()
  const isOf = (gate: string) => (path: string) => gateOf(path) === gate
  return { open: pages.filter(isOf('page')), account: pages.filter(isOf('protected-page')) }
}

/** The methods of a route beside HEAD and OPTIONS, as it says itself. @param path as Next spells it. */
export async function methodsOf({ client, accessToken }: Caller, path: string): Promise<string[]> {
  const { headers } = await client.send('OPTIONS', path.replace(/\[\w+\]/g, 'x'), {
    headers: bearer(accessToken),
  })
  const methods = (headers.allow ?? '').split(', ')
  if (!methods.includes('OPTIONS')) throw new Error(`${path} does not say which methods it has`)
  return methods.filter((method) => method !== 'HEAD' && method !== 'OPTIONS')
}
