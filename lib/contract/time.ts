import { z } from 'zod'

/** ISO 8601 in UTC, as `Date.prototype.toISOString` writes it. */
export const time = z.iso.datetime().meta({ example: '2026-01-05T08:31:00.000Z' })

/** @param millis since 1970. */
export const isoTime = <Millis extends number | null>(millis: Millis) =>
  (millis === null ? null : new Date(millis).toISOString()) as Millis extends number ? string : null
