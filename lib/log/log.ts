import pino from 'pino'
import { requestId } from './request-id'

/**
 * Of an error what says what went wrong. Libraries hang whole requests on their errors, with the headers and
 * the bodies in them.
 */
function plainError(error: unknown) {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) }
  const { type, message, stack, code } = pino.stdSerializers.err(error)
  // The build shortens the names of classes, and a driver names its errors "error".
  const named = /^error$/i.test(error.name) ? type : error.name
  return { type: named, message, stack: stack || undefined, code }
}

/**
 * One JSON object a line on standard output, times in UTC (ASVS v5.0.0-16.2.2, 16.2.4). Event names
 * are those of the OWASP logging vocabulary where it has one. Log ids, never tokens, cookies,
 * passwords, addresses or request bodies; pino escapes what is logged, so no value can forge a line.
 */
export const log = pino(
  {
    base: undefined,
    mixin: () => ({ requestId: requestId() }),
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { error: plainError },
    formatters: { level: (label) => ({ level: label }) },
  },
  // Explicit, or pino would write through the `process.stdout.write` that `plain-text.ts` replaces.
  pino.destination({ fd: 1, sync: true }),
)
