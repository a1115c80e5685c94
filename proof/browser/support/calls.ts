/** Counts what pages ask of the server. */
import type { BrowserContext, Request } from 'playwright/test'
import { callsOf } from '../../../e2e/browser/support/calls'

export type Calls = {
  /** The path of every request to /api so far, in order. */
  api(): string[]
  /** How many refreshes so far. */
  refreshes(): number
  /** Method, path and status of every answer of 400 and above. */
  refusals(): Promise<string[]>
}

/** Watches every page of a context, those that come later too. */
export function watchCalls(context: BrowserContext): Calls {
  const requests: Request[] = []
  context.on('request', (request) => requests.push(request))
  const calls = callsOf(context)
  const path = (request: Request) => new URL(request.url()).pathname
  return {
    api: () => [...calls],
    refreshes: () => calls.filter((one) => one === '/api/auth/refresh').length,
    async refusals() {
      const answered = await Promise.all(
        requests.map(async (request) => ({ request, response: await request.response() })),
      )
      return answered
        .filter(({ response }) => response && response.status() >= 400)
        .map(
          ({ request, response }) => `${request.method()} ${path(request)} ${response?.status()}`,
        )
    },
  }
}
