import type { Feature } from '../feature'
import { metricsOperations } from './operations'

/** What a monitoring program counts, at /api/metrics. */
export const metrics: Feature = { operations: metricsOperations }
