import { features } from '@/features'
import { exportAccount } from '@/lib/auth/account/export'
import { requireRecentSignIn, requireSession } from '@/lib/http/guards'
import { methods } from '@/lib/http/methods'
import { problem } from '@/lib/http/problem'
import { requestContext } from '@/lib/http/request-context'
import { jsonStream } from '@/lib/http/stream'

/** GET /api/account/export: everything that is kept about the caller, for them to keep. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  async GET(request) {
    const context = requestContext(request)
    const caller = await requireSession(context, request)
    if (!caller.ok) return problem(caller)
    const recent = requireRecentSignIn(context, caller.session)
    if (!recent.ok) return problem(recent)
    const more = Object.assign({}, ...features.map(({ exported }) => exported))
    return jsonStream(exportAccount(context, caller, more), {
      'Content-Disposition': 'attachment; filename="account.json"',
    })
  },
})
