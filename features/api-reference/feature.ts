import type { Feature } from '../feature'

/** The description of the API as a page. */
export const apiReference: Feature = { footer: [{ path: '/docs/api', name: 'API' }] }
