/** The guarded routes of the build, and the two ways to reach them. */
import { expect } from 'playwright/test'
import { type Caller, methodsOf, routesOfBuild } from '../../e2e/support/routes'
import { gateOf } from '../../lib/http/routes'
import { withoutMiddleware } from './build'

/** Their paths, with a value in place of each parameter. */
export const guardedPaths = routesOfBuild()
  .handlers.map((path) =>
    path.replace(/\[\[?\.\.\.\w+\]?\]/, 'no/such/route').replace(/\[\w+\]/g, 'x'),
  )
  .filter((path) => gateOf(path) === 'guarded-api')

type Changes = { root?: string; env?: Record<string, string> }

const WITHOUT_GATE = new URL('without-gate.mjs', import.meta.url).href

/**
 * For `startApp`: the build as it is, and without what asks before its handlers and pages do: the
 * middleware and the gate of the API.
 */
export const withAndWithoutGates = [
  { name: 'through the gates', bypassed: false, options: (): Changes => ({}) },
  {
    name: 'around the gates',
    bypassed: true,
    options: (): Changes => ({
      root: withoutMiddleware(),
      env: { NODE_OPTIONS: `--import=${WITHOUT_GATE}` },
    }),
  },
]

/** Every method that each guarded route has, as the route itself says. */
export async function callsOf(someone: Caller) {
  const calls = await Promise.all(
    guardedPaths.map(async (path) => {
      const methods = await methodsOf(someone, path)
      expect(methods, path).not.toEqual([])
      // A path without a route takes every method, and answers each alike.
      const enough = path.includes('no/such/route') ? methods.slice(0, 1) : methods
      return enough.map((method) => ({ method, path }))
    }),
  )
  return calls.flat()
}
