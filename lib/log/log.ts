import pino from 'pino'

/**
 * One JSON object a line on standard output, times in UTC (ASVS v5.0.0-16.2.2, 16.2.4). Event names
 * are those of the OWASP logging vocabulary where it has one. Log ids, never tokens, cookies,
 * passwords, addresses or request bodies; pino escapes what is logged, so no value can forge a line.
 * What others print is wrapped by `plain-text.ts`, and refused attacks are sampled by `refusals.ts`.
 */
export const log = pino(
  {
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { error: pino.stdSerializers.err },
    formatters: { level: (label) => ({ level: label }) },
  },
  // Said outright: pino would write through a `process.stdout.write` that it finds replaced.
  pino.destination({ fd: 1, sync: true }),
)
