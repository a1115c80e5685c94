/** Reports about a policy, as Chromium 156 sends them. */
import { REPORTS_PATH } from '../../lib/http/content-security-policy'
import type { Answer, Client, HeaderChanges } from './client'

const DIRECTIVE = 'script-src-elem'
const PAGE = 'https://app.example.com/account?token=secret'
const BLOCKED = 'https://me:secret@evil.example/x.js?token=secret#secret'

/** What a browser without the Reporting API sends, and any browser over http. */
export const byReportUri = {
  type: 'application/csp-report',
  body: {
    'csp-report': {
      'document-uri': PAGE,
      referrer: '',
      'violated-directive': DIRECTIVE,
      'effective-directive': DIRECTIVE,
      'original-policy': `default-src 'self'; report-uri ${REPORTS_PATH}`,
      disposition: 'enforce',
      'blocked-uri': BLOCKED,
      'line-number': 1,
      'column-number': 9,
      'source-file': PAGE,
      'status-code': 200,
      'script-sample': '',
    },
  },
}

/** What the Reporting API sends. */
export const byReportTo = {
  type: 'application/reports+json',
  body: [
    {
      age: 101,
      body: {
        blockedURL: BLOCKED,
        columnNumber: 9,
        disposition: 'enforce',
        documentURL: PAGE,
        effectiveDirective: DIRECTIVE,
        lineNumber: 1,
        originalPolicy: "default-src 'self'; report-to csp",
        referrer: '',
        sample: '',
        sourceFile: PAGE,
        statusCode: 200,
      },
      type: 'csp-violation',
      url: PAGE,
      user_agent: 'Mozilla/5.0',
    },
  ],
}

/** Sends a body to the address that policies name. @param body as text, or as JSON. */
export function sendReport(
  client: Client,
  { type, body }: { type: string; body: unknown } = byReportUri,
  headers: HeaderChanges = {},
): Promise<Answer> {
  return client.send('POST', REPORTS_PATH, {
    headers: { Origin: client.origin, 'Content-Type': type, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

/** The lines of a log about violations. */
export const violationsIn = (output: string[]): Record<string, unknown>[] =>
  output.filter((line) => line.includes('"csp_violation"')).map((line) => JSON.parse(line))
