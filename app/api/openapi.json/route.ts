import { methods } from '@/lib/http/methods'
import { servedDocument } from '@/lib/http/openapi/served'
import { json } from '@/lib/http/problem'

/** GET /api/openapi.json: the description of this API. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: () => json(200, servedDocument()),
})
