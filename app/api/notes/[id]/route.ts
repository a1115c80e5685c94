import { deleteNote } from '@/features/notes/queries'
import { failure } from '@/lib/contract/errors'
import { requireSession } from '@/lib/http/guards'
import { methods } from '@/lib/http/methods'
import { noContent, problem } from '@/lib/http/problem'
import { requestContext } from '@/lib/http/request-context'

/** DELETE /api/notes/:id: deletes a note of the caller's. Another user's is not found. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  async DELETE(request) {
    const context = requestContext(request)
    const caller = await requireSession(context, request)
    if (!caller.ok) return problem(caller)
    const id = request.nextUrl.pathname.split('/').at(-1) ?? ''
    const deleted = await deleteNote(context.db, caller.user.id, id)
    return deleted ? noContent() : problem(failure('not-found'))
  },
})
