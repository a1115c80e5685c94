import { limitNetwork } from '@/lib/http/limit'
import { methods } from '@/lib/http/methods'
import { json, problem } from '@/lib/http/problem'
import { requestContext } from '@/lib/http/request-context'
import { servedDocument } from './served'

/** GET /api/openapi.json: the description of this API. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  async GET(request) {
    const attempt = await limitNetwork(requestContext(request))
    return attempt.ok ? json(200, servedDocument()) : problem(attempt)
  },
})
