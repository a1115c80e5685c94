import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { readBearer, verifyAccessToken } from './access-token.mjs'
import { KeysUnavailable } from './keys.mjs'
import { problem } from './problem.mjs'

/** How long the app may take to answer, in milliseconds. */
const TIMEOUT = 3000

/**
 * The service: what it answers to which request.
 *
 * @param {import('./settings.mjs').Settings} settings
 * @param {ReturnType<typeof import('./keys.mjs').remoteKeys>} keys
 */
export function createService(settings, keys) {
  const service = new Hono()

  // Without an origin in the settings there is no such header, and no page of another origin can
  // read an answer. Cookies are never part of it: a token in a header is all that counts here.
  if (settings.allowedOrigins.length > 0) {
    const { allowedOrigins: origin } = settings
    service.use(
      cors({ origin, allowMethods: ['GET'], allowHeaders: ['Authorization'], maxAge: 600 }),
    )
  }

  /** Lets only those through who bring a good access token. */
  const requireToken = async (context, next) => {
    const token = readBearer(context.req.header('Authorization'))
    if (token === null) return problem('no-session')
    const caller = await verifyAccessToken(token, keys, settings)
    if (!caller) return problem('invalid-token')
    context.set('caller', caller)
    context.set('token', token)
    context.header('Cache-Control', 'no-store')
    await next()
  }

  service.get('/health', async (context) =>
    context.json({ status: 'ok', keys: await keys.names() }, 200, { 'Cache-Control': 'no-store' }),
  )

  service.get('/whoami', requireToken, (context) => context.json(context.get('caller')))

  // For what a user must not do who was signed out a minute ago.
  service.get('/whoami/now', requireToken, async (context) => {
    const status = await askApp(settings.appUrl, context.get('token'))
    if (status === 401) return problem('invalid-token')
    if (status !== 200) return problem('busy', { 'Retry-After': '1' })
    return context.json(context.get('caller'))
  })

  service.notFound(() => problem('not-found'))
  service.onError((error) => {
    if (error instanceof KeysUnavailable) {
      return problem('busy', { 'Retry-After': String(error.retryAfter) })
    }
    console.error(error)
    return problem('internal-error')
  })
  return service
}

/** Is the session behind a token alive at this moment? The app looks it up. 0: it did not answer. */
function askApp(appUrl, token) {
  return fetch(new URL('/api/me', appUrl), {
    headers: { Authorization: `Bearer ${token}` },
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT),
  }).then(
    async (answer) => {
      await answer.body?.cancel()
      return answer.status
    },
    () => 0,
  )
}
