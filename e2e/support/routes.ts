/** The routes that the build has, by Next's own list of them. */
import { readFileSync } from 'node:fs'

const MANIFEST = new URL('../../.next/app-path-routes-manifest.json', import.meta.url)

/** Next's own, and the icon, which is a file. */
const INTERNAL = ['/_not-found', '/_global-error', '/icon.svg']

/** Paths with parameters as Next spells them: /api/account/sessions/[id]. */
export type BuildRoutes = { handlers: string[]; pages: string[] }

export function routesOfBuild(): BuildRoutes {
  const manifest: Record<string, string> = JSON.parse(readFileSync(MANIFEST, 'utf8'))
  const paths = (suffix: string) =>
    Object.entries(manifest)
      .filter(([file, path]) => file.endsWith(suffix) && !INTERNAL.includes(path))
      .map(([, path]) => path)
      .sort()
  return { handlers: paths('/route'), pages: paths('/page') }
}
