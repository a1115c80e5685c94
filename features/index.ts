import { apiReference } from './api-reference/feature'
import type { Feature } from './feature'
import { metrics } from './metrics/feature'
import { notes } from './notes/feature'

/** Every feature of this app. `npm run features -- remove <name>` takes one out whole. */
export const features: Feature[] = [notes, apiReference, metrics]
