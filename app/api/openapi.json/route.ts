import { config } from '@/lib/config'
import { methods } from '@/lib/http/methods'
import { openApiDocument } from '@/lib/http/openapi/document'
import { json } from '@/lib/http/problem'

let made: ReturnType<typeof openApiDocument> | undefined

/** GET /api/openapi.json: the description of this API, made once a process. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET() {
    made ??= openApiDocument(config())
    return json(200, made)
  },
})
