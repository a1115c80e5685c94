import { failure } from '@/lib/contract/errors'
import { readBody } from '@/lib/http/body'
import { cspReports, isReport, logViolations } from '@/lib/http/csp-reports'
import { limitReports } from '@/lib/http/limit'
import { methods } from '@/lib/http/methods'
import { noContent, problem } from '@/lib/http/problem'
import { requestContext } from '@/lib/http/request-context'

/**
 * POST /api/csp-reports: a browser reports what the policy of a page has stopped, and the log has it. No
 * cookie is read and no row is written. A client of the API has no use for it, so the API's description leaves it out.
 */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods(
  {
    async POST(request) {
      const context = requestContext(request)
      const attempt = await limitReports(context)
      if (!attempt.ok) return problem(attempt)
      const reports = await readBody(request, cspReports, isReport)
      if (reports.ok) {
        logViolations(reports.value, context.device)
        return noContent()
      }
      // Which member is wrong helps no browser, and a message could repeat what was sent.
      const isShapeWrong = reports.code === 'invalid-input'
      return problem(
        isShapeWrong ? failure('malformed-body', { detail: 'The body is not a report.' }) : reports,
      )
    },
  },
  isReport,
)
