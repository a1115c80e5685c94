import { failure } from '@/lib/contract/errors'
import { requireUser } from '@/lib/http/guards'
import { methods } from '@/lib/http/methods'
import { problem } from '@/lib/http/problem'
import { requestContext } from '@/lib/http/request-context'

/** No such route. Only those who are signed in learn even that: deny by default. */
async function notFound(request: Request): Promise<Response> {
  const caller = await requireUser(requestContext(request), request)
  return problem(caller.ok ? failure('not-found') : caller)
}

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: notFound,
  POST: notFound,
  PUT: notFound,
  PATCH: notFound,
  DELETE: notFound,
})
