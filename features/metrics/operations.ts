import { z } from 'zod'
import type { Operation } from '@/lib/http/openapi/operation'

export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

export const metricsOperations: Operation[] = [
  {
    method: 'get',
    path: '/api/metrics',
    id: 'metrics',
    summary: 'Counts for a monitoring program',
    description: 'The token is METRICS_TOKEN. Where that is not set, the answer is `not-found`.',
    auth: 'operator',
    answers: [
      {
        status: 200,
        description: 'Metrics in the text format of Prometheus.',
        type: METRICS_TYPE,
        schema: z.string().meta({ example: '# TYPE app_refreshes_total counter\n' }),
      },
    ],
    errors: ['not-found', 'no-session', 'invalid-token', 'too-many-requests', 'busy'],
  },
]
