import { methods } from '@/lib/http/methods'
import { json } from '@/lib/http/problem'

/**
 * GET /api/health/live: does this process answer at all? Asks no database: to restart a process
 * because its database is away would help no one.
 */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: () => json(200, { status: 'ok' }),
})
