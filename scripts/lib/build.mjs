import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { capture } from './child.mjs'
import { root, tool } from './paths.mjs'
import { checkWritable } from './plain-errors.mjs'
import { sealStaticPages, UnfitBuild } from './static-pages.mjs'

/** Folders of the root that a build does not read. Any other counts, so a new one is not forgotten. */
const IGNORED = new Set([
  'data',
  'docs',
  'e2e',
  'examples',
  'node_modules',
  'proof',
  'scripts',
  'test-results',
])

/** What renders pages has React's inline scripts in it. */
const REACT = 'next/dist/compiled/react-dom/cjs/react-dom-server.node.production.js'

/**
 * JSON `{ hash, shown }`, as `buildHash` takes and makes them. `next build` empties .next, so a build that this
 * script did not make, or did not finish, has no stamp.
 */
const stamp = `${root}.next/built-from`

/**
 * Every file that a build depends on, relative to `directory`, in an order that is always the same.
 * Left out are tests, and next-env.d.ts, which Next itself rewrites.
 */
export function sourceFiles(directory, ignored = IGNORED) {
  return readdirSync(directory, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.') && !ignored.has(name))
    .flatMap((entry) => {
      if (entry.isDirectory()) {
        return readdirSync(join(directory, entry.name), { recursive: true, withFileTypes: true })
          .filter((file) => file.isFile())
          .map((file) => join(file.parentPath, file.name).slice(join(directory, '/').length))
      }
      return /\.(c|m)?(js|ts|json)$/.test(entry.name) ? [entry.name] : []
    })
    .filter((path) => !/\.(test|spec)\.\w+$/.test(path) && path !== 'next-env.d.ts')
    .sort()
}

/**
 * A fingerprint of what goes into a build: the sources, and the settings that are compiled into it.
 *
 * @param {Record<string, string | undefined>} environment
 * @param {string[]} shown names of settings that static pages show
 */
export function buildHash(directory, environment, shown = []) {
  const hash = createHash('sha256')
  // The image has the operator's commands in it.
  const ignored = new Set(IGNORED)
  if (environment.BUILD_STANDALONE === '1') ignored.delete('scripts')
  for (const path of sourceFiles(directory, ignored)) {
    const content = readFileSync(join(directory, path))
    hash.update(`${path}\0${content.length}\0`).update(content)
  }
  const compiledIn = Object.keys(environment)
    .filter(
      (name) =>
        name.startsWith('NEXT_PUBLIC_') || name === 'BUILD_STANDALONE' || shown.includes(name),
    )
    .sort()
  for (const name of compiledIn) hash.update(`${name}\0${environment[name]}\0`)
  return hash.digest('hex')
}

/**
 * Builds the app, unless the last build was of the same sources.
 *
 * @param {Record<string, string>} files from `fileSettings`
 * @param {{ onStart?: () => void | Promise<void>, standalone?: boolean }} options `onStart` is called when there
 *   is something to do; `standalone` makes what the container image has as well
 * @returns {Promise<{ built: boolean, code: number, output: string }>}
 */
export async function build(files, { onStart, standalone = false } = {}) {
  const more = standalone ? { BUILD_STANDALONE: '1' } : {}
  const environment = { ...files, ...process.env, ...more }
  if (isBuiltFrom(environment)) return { built: false, code: 0, output: '' }
  checkWritable(`${root}.next`)
  await onStart?.()
  await import('./typescript.mjs')
  const { PAGE_SETTINGS, pageSettings } = await import('../../lib/config/page-settings.ts')
  const hash = buildHash(root, environment, PAGE_SETTINGS)
  rmSync(stamp, { force: true })
  const env = { ...process.env, ...more, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' }
  const { code, output } = await capture(tool('next', 'build'), { env })
  if (code !== 0) return { built: true, code, output }
  try {
    await seal(pageSettings(environment))
  } catch (error) {
    if (!(error instanceof UnfitBuild)) throw error
    return { built: true, code: 1, output: `${output}\n${error.message}` }
  }
  writeFileSync(stamp, JSON.stringify({ hash, shown: PAGE_SETTINGS }))
  return { built: true, code, output }
}

/** The names of the stamp are good: had others come, a source would have changed, and with it the hash. */
function isBuiltFrom(environment) {
  if (!existsSync(stamp)) return false
  try {
    const { hash, shown } = JSON.parse(readFileSync(stamp, 'utf8'))
    return hash === buildHash(root, environment, shown)
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}

/** @param {object} settings that the static pages show */
async function seal(settings) {
  const { HINT_SCRIPT } = await import('../../lib/client/signed-in-hint.ts')
  const { gateOf } = await import('../../lib/http/routes.ts')
  sealStaticPages(`${root}.next`, {
    gateOf,
    ownScripts: [HINT_SCRIPT],
    react: readFileSync(`${root}node_modules/${REACT}`, 'utf8'),
    settings,
  })
}
