import { pingDatabase } from '@/db/health'
import { authContext } from '@/lib/http/context'
import { methods } from '@/lib/http/methods'
import { json } from '@/lib/http/problem'

/** GET /api/health, and /api/health/ready: is this process fit to serve? */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  async GET(request) {
    const reachable = await pingDatabase(authContext(request).db).then(
      () => true,
      () => false,
    )
    return reachable
      ? json(200, { status: 'ok', database: 'ok' })
      : json(503, { status: 'unavailable', database: 'unavailable' })
  },
})
