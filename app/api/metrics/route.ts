import { METRICS_TYPE } from '@/features/metrics/operations'
import { mayRead, readMetrics } from '@/features/metrics/read-metrics'
import { failure } from '@/lib/contract/errors'
import { limitNetwork } from '@/lib/http/limit'
import { methods } from '@/lib/http/methods'
import { API_HEADERS, problem } from '@/lib/http/problem'
import { requestContext } from '@/lib/http/request-context'

/** GET /api/metrics: what this app has counted, for a monitoring program. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  async GET(request) {
    const context = requestContext(request)
    const attempt = await limitNetwork(context)
    if (!attempt.ok) return problem(attempt)
    const allowed = mayRead(request.headers.get('authorization'), context.config.metricsToken)
    if (!allowed.ok) return problem(allowed)
    const text = await readMetrics()
    if (text === null) return problem(failure('busy', { retryAfter: 5 }))
    return new Response(text, { headers: { ...API_HEADERS, 'Content-Type': METRICS_TYPE } })
  },
})
