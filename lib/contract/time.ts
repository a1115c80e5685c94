import { z } from 'zod'

/** ISO 8601 in UTC, as `Date.prototype.toISOString` writes it. */
export const time = z.iso.datetime().meta({ example: '2026-01-05T08:31:00.000Z' })
