// feature: dev-outbox
import { outboxMail } from '@/features/dev-outbox/outbox'
import { config } from '@/lib/config/config'
import { hasOutbox } from '@/lib/http/mail-outbox'
import { methods } from '@/lib/http/methods'
import { requestContext } from '@/lib/http/request-context'

/**
 * GET /dev/outbox/[id]: a mail as mail programs show it, a document of its own. Its policy is in
 * `lib/http/page-policy.ts`: it runs nothing, loads nothing and sends no form.
 */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  async GET(request) {
    const mark = request.nextUrl.pathname.split('/').at(-1) ?? ''
    const isThere = hasOutbox(config(), request.headers)
    const mail = isThere ? await outboxMail(requestContext(request), mark) : null
    const headers = { 'X-Robots-Tag': 'noindex' }
    if (mail) {
      const type = 'text/html; charset=utf-8'
      return new Response(mail.html, { headers: { ...headers, 'Content-Type': type } })
    }
    return new Response('There is no such mail here any more.', { status: 404, headers })
  },
})
