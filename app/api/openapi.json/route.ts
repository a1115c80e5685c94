import { methods } from '@/lib/http/methods'
import { json } from '@/lib/http/problem'
import { servedDocument } from './served'

/** GET /api/openapi.json: the description of this API. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: () => json(200, servedDocument()),
})
