// Machine: a clone need not edit this file.
/** What browsers report of the policies of pages. On Node alone. */
import { z } from 'zod'
import type { Device } from '../auth/request-context'
import { networkOf } from '../auth/sessions/ip-address'
import { log } from '../log/log'
import { redacted } from '../log/plain-text'
import { sampler, systemClock } from '../log/sampling'
import { isJson } from './body'

/** The types of `report-uri` and of `report-to`: no form can send either. */
export const isReport = (headers: Headers) =>
  isJson(headers, ['application/csp-report', 'application/reports+json'])

const text = z.string().nullish()
const line = z.number().nullish()

/** What a policy of this app can report, by itself or in the place of `default-src`. */
const DIRECTIVES = [
  ...['script-src', 'script-src-elem', 'script-src-attr', 'style-src', 'style-src-elem'],
  ...['style-src-attr', 'img-src', 'object-src', 'base-uri', 'form-action', 'frame-ancestors'],
  ...['connect-src', 'font-src', 'frame-src', 'manifest-src', 'media-src', 'worker-src'],
]

/** All others are one: the log is sampled by directive, and a stranger must not make up kinds of lines. */
const directive = z
  .string()
  .transform((name) => (DIRECTIVES.includes(name) ? name : 'another directive'))

/** A body of 64 KiB holds no more of them with our policy in each. */
const MAX_REPORTS = 100

/** One report of `report-to` (CSP Level 3 section 5.3); a browser sends several together. */
const reported = z.object({
  type: z.literal('csp-violation'),
  body: z.object({
    documentURL: z.string(),
    blockedURL: text,
    effectiveDirective: directive,
    sourceFile: text,
    lineNumber: line,
  }),
})

/** The one report of `report-uri` (CSP Level 3 section 5.4). */
const legacy = z.object({
  'csp-report': z.object({
    'document-uri': z.string(),
    'blocked-uri': text,
    'effective-directive': directive,
    'source-file': text,
    'line-number': line,
  }),
})

type Violation = z.output<typeof reported>['body']

/** A body of either type, as a list of violations. */
export const cspReports = z.union([
  // Counted before any is looked at: of 30,000 that are none, each would be complained of.
  z
    .array(z.unknown())
    .max(MAX_REPORTS)
    .pipe(z.array(reported))
    .transform((reports): Violation[] => reports.map(({ body }) => body)),
  legacy.transform(({ 'csp-report': report }): Violation[] => [
    {
      documentURL: report['document-uri'],
      blockedURL: report['blocked-uri'],
      effectiveDirective: report['effective-directive'],
      sourceFile: report['source-file'],
      lineNumber: report['line-number'],
    },
  ]),
])

/** By directive, so that what an extension of a browser does to styles hides no script. */
const sampled = sampler(systemClock)

/** Logs what pages were kept from doing. Anyone can send such a report: it is a hint, and no proof. */
export function logViolations(violations: Violation[], { ip }: Pick<Device, 'ip'>): void {
  for (const violation of violations) {
    const about = { event: 'csp_violation', directive: violation.effectiveDirective }
    sampled(violation.effectiveDirective, {
      write: () =>
        log.warn({
          ...about,
          page: withoutSecrets(violation.documentURL),
          blocked: withoutSecrets(violation.blockedURL),
          source: withoutSecrets(violation.sourceFile),
          line: violation.lineNumber ?? null,
          ip: networkOf(ip),
        }),
      tell: (rest) => log.warn({ ...about, ...rest }),
    })
  }
}

/**
 * Of a web address the origin and the path, without what looks like a token; of any other its scheme. The
 * words for what has no address (`inline`, `eval`) stay.
 */
function withoutSecrets(value: string | null | undefined): string | null {
  if (!value || /^[a-z-]{1,40}$/.test(value)) return value || null
  if (!URL.canParse(value)) return '…'
  const { protocol, origin, pathname } = new URL(value)
  return redacted(/^https?:$/.test(protocol) ? origin + pathname : protocol)
}
