/** What next.config.js decides by more than a constant. */

/** Settings of Next under which signing in breaks without a word: docs/decisions/0020. */
const UNSUPPORTED = {
  basePath:
    'everything on one origin shares its cookies and scripts. Give the app its own host name in APP_URL, and remove basePath.',
  trailingSlash:
    'it turns every call to /api into a redirect, and a refused sign-in into an empty answer. Remove trailingSlash.',
}

/**
 * Why the app cannot be built or served with this configuration.
 *
 * @param {import('next').NextConfig} config
 * @returns {string | null} one sentence for the person who set it
 */
export function unsupported(config) {
  const name = Object.keys(UNSUPPORTED).find((setting) => config[setting])
  if (!name) return null
  return `next.config.js sets ${name}, which this app does not support: ${UNSUPPORTED[name]}`
}

/**
 * The hosts whose pages may use the development server beside localhost: that of APP_URL, a tunnel or a proxy.
 *
 * @param {string | undefined} appUrl
 */
export const devOrigins = (appUrl) =>
  appUrl && URL.canParse(appUrl) ? [new URL(appUrl).hostname] : []

/**
 * What to do about a line in which the development server refuses a page of another host. Its own
 * advice makes that page run, and leaves every sign-in on it refused.
 *
 * @param {string} line
 * @returns {string | null}
 */
export function devOriginAdvice(line) {
  const host = /Blocked cross-origin request .* from "([^"]+)"/.exec(line)?.[1]
  if (!host) return null
  return `To develop at ${host}, put APP_URL=https://${host} into .env.local and start again: that changes what is allowed here and at sign-in. Otherwise open the address above.`
}

/**
 * What the container image has beside the server: its entry point, the operator's commands, and what
 * they import. The server has the packages in its bundles; the commands load them from their folders.
 */
export const imageFiles = [
  './scripts/{image,users,keys}.mjs',
  './scripts/lib/{,keys/,users/}*.mjs',
  './features/db-copy/*.mjs', // feature: db-copy
  './features/metrics/*.mjs', // feature: metrics
  './{db,lib}/*.{mjs,ts}',
  './lib/{auth,config,contract,log}/**/*.{mjs,ts}',
  './node_modules/{bowser,drizzle-orm,jose,zod}/**/*.{js,mjs}',
  './node_modules/{bowser,drizzle-orm,jose,zod}/package.json',
]
