// Machine: a clone need not edit this file.
/** How a page may be kept and what it may run, decided before Next sees the request. On Node alone. */
import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { HINT_SCRIPT } from '../client/signed-in-hint'
import { contentSecurityPolicy } from './content-security-policy'
import { gateOf } from './routes'

/** What the build has written down of its static pages (`scripts/lib/static-pages.mjs`). */
export type StaticPages = {
  /** By path: the hashes of all that the page runs. */
  pages: Record<string, string[]>
  /** The settings that they show, as the build has read them. */
  settings: object
}

/** Next's name of the page for an address that is none. */
const NOT_FOUND = '/_not-found'

/** @param directory in which the build lies. @returns undefined where the build was not finished. */
export function readStaticPages(directory: string): StaticPages | undefined {
  try {
    const path = join(/* turbopackIgnore: true */ directory, '.next/static-pages.json')
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

type Settings = { secure: boolean; development: boolean; staticPages: StaticPages }

/**
 * The headers of a page. A page that is rendered for each request has a nonce of its own, and nothing may keep it. A static page
 * is the same for everyone: it may be kept, and is asked for again before each use, so that a new build
 * counts at once. What it runs is named by hash, and so is what an address that is none shows. Both policies
 * are equally strict, since a soft navigation keeps that of the first document.
 *
 * @param path as `resolvedPath` gives it
 * @returns null for what is no page: the closed policy stays. `hasNonce`: Next has to learn of it.
 */
export function pageHeaders(
  path: string,
  { staticPages, ...settings }: Settings,
): { policy: string; cache: string; hasNonce: boolean } | null {
  const gate = gateOf(path)
  const isFile = path.startsWith('/_next/static/') || path === '/icon.svg'
  if (isFile || gate === 'public-api' || gate === 'guarded-api') return null
  // feature: dev-outbox
  if (MAIL.test(path)) return { policy: MAIL_POLICY, cache: 'no-store', hasNonce: false }
  // /feature: dev-outbox
  const own = Object.hasOwn(staticPages.pages, path) ? staticPages.pages[path] : undefined
  if (gate !== 'page' || settings.development) {
    const nonce = randomBytes(16).toString('base64url')
    // An address below /account that is none shows a static page, too.
    const hashes = staticPages.pages[NOT_FOUND] ?? [HINT_HASH]
    const policy = contentSecurityPolicy({ nonce, hashes }, settings)
    return { policy, cache: 'no-store', hasNonce: true }
  }
  const hashes = own ?? staticPages.pages[NOT_FOUND] ?? []
  const policy = contentSecurityPolicy({ hashes }, settings)
  return { policy, cache: own ? 'no-cache' : 'no-store', hasNonce: false }
}

// feature: dev-outbox
/** A mail in the outbox. */
const MAIL = /^\/dev\/outbox\/[\w-]{43}$/

/** Mail programs take styles from the mail itself alone. Nothing of it runs, loads or is sent anywhere. */
const MAIL_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
// /feature: dev-outbox

const HINT_HASH = `sha256-${createHash('sha256').update(HINT_SCRIPT).digest('base64')}`
