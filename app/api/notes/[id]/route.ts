import { deleteNote } from '@/features/notes/queries'
import { failure } from '@/lib/contract/errors'
import { requireUser } from '@/lib/http/guards'
import { methods } from '@/lib/http/methods'
import { noContent, problem } from '@/lib/http/problem'
import { requestContext } from '@/lib/http/request-context'

/** DELETE /api/notes/:id: deletes a note of the caller's. Another user's is not found. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  async DELETE(request) {
    const context = requestContext(request)
    const caller = await requireUser(context, request)
    if (!caller.ok) return problem(caller)
    const id = request.nextUrl.pathname.split('/').at(-1) ?? ''
    const deleted = await deleteNote(context.db, caller.userId, id)
    return deleted ? noContent() : problem(failure('not-found'))
  },
})
