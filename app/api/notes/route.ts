import { addNote, listNotes, noteInput } from '@/features/notes/notes'
import { pageQuery } from '@/lib/contract/pages'
import { readBody } from '@/lib/http/body'
import { requireSession, requireUser } from '@/lib/http/guards'
import { methods } from '@/lib/http/methods'
import { json, problem } from '@/lib/http/problem'
import { readQuery } from '@/lib/http/query'
import { requestContext } from '@/lib/http/request-context'

/** GET /api/notes: the caller's notes, newest first. POST /api/notes: adds one. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  async GET(request) {
    const context = requestContext(request)
    const caller = await requireUser(context, request)
    if (!caller.ok) return problem(caller)
    const query = readQuery(request.nextUrl, pageQuery)
    if (!query.ok) return problem(query)
    return json(200, await listNotes(context, caller.userId, query.value))
  },
  async POST(request) {
    const context = requestContext(request)
    // A note needs a user to belong to, so the session is read under AUTH_REVOCATION=stateless, too.
    const caller = await requireSession(context, request)
    if (!caller.ok) return problem(caller)
    const input = await readBody(request, noteInput)
    if (!input.ok) return problem(input)
    const added = await addNote(context, caller.user.id, input.value)
    return added.ok ? json(201, { note: added.note }) : problem(added)
  },
})
