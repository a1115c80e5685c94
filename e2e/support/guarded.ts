/** The guarded routes of the build, and the two ways to reach them. */
import { expect } from 'playwright/test'
import { gateOf } from '../../lib/http/routes'
import { builtApiPaths, withoutMiddleware } from './build'
import { bearer, type SignedIn } from './people'

/** All of them, with something in place of each parameter. */
export const guardedPaths = builtApiPaths().filter((path) => gateOf(path) === 'guarded-api')

/** For `startApp`: as it is served, and with the middleware out of the way. */
export const withAndWithoutMiddleware = [
  { name: 'through the middleware', bypassed: false, options: () => ({}) },
  {
    name: 'around the middleware',
    bypassed: true,
    options: () => ({ root: withoutMiddleware() }),
  },
]

/** Every method that each guarded route has, as the route itself says. */
export async function callsOf({ client, accessToken }: Pick<SignedIn, 'client' | 'accessToken'>) {
  const calls = await Promise.all(
    guardedPaths.map(async (path) => {
      const answer = await client.send('OPTIONS', path, { headers: bearer(accessToken) })
      const methods = String(answer.headers.allow)
        .split(', ')
        .filter((method) => method !== 'HEAD' && method !== 'OPTIONS')
      expect(methods, path).not.toEqual([])
      // What no route has takes every method, and each alike.
      const enough = path.includes('no/such/route') ? methods.slice(0, 1) : methods
      return enough.map((method) => ({ method, path }))
    }),
  )
  return calls.flat()
}
