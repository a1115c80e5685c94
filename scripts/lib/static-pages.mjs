// What `next build` leaves undone: a static page has no nonce, so its policy names what it runs by hash.
// This finds the hashes, and refuses a build whose pages are not what their policy takes for granted.
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** In the folder of the build, for `lib/http/page-policy.ts`. */
const RESULT = 'static-pages.json'

/** Bytes of all hashes of a page: proxies allow an answer's headers 4 KiB, and there are others. */
const MOST = 3072

/** A build that must not be served. */
export class UnfitBuild extends Error {}

/** @param {string | Buffer} content */
const hashOf = (content) => `sha256-${createHash('sha256').update(content).digest('base64')}`

/** The text is a call of a function of Next with data alone. */
const DATA = [
  /^\(self\.__next_f=self\.__next_f\|\|\[\]\)\.push\((?<data>\[0\])\)$/,
  /^self\.__next_f\.push\((?<data>\[[\s\S]*\])\)$/,
  /^\(globalThis\["TURBOPACK"\] \|\| \(globalThis\["TURBOPACK"\] = \[\]\)\)\.push\((?<data>\{[\s\S]*\})\);$/,
]

/** @param {string} text */
function isData(text) {
  const data = DATA.map((shape) => shape.exec(text)?.groups?.data).find(Boolean)
  try {
    return data !== undefined && JSON.parse(data) !== undefined
  } catch {
    return false
  }
}

/**
 * Gives each script file of a page the hash of its content, by which 'strict-dynamic' lets it run, and
 * collects the hashes of everything that may run.
 *
 * @param {string} html as `next build` wrote it
 * @param {{ isOwn: (text: string) => boolean, fileOf: (src: string) => Buffer }} known `isOwn`: is this
 *   inline script one of React's or of ours?
 * @returns {{ html: string, hashes: string[] }}
 * @throws {UnfitBuild} with what is wrong, without the page's name
 */
export function sealPage(html, { isOwn, fileOf }) {
  const hashes = new Set()
  const seal = (/** @type {string} */ attributes, /** @type {string} */ src) => {
    const hash = hashOf(fileOf(src))
    hashes.add(hash)
    return `${attributes.replace(/ integrity="[^"]*"/, '')} integrity="${hash}"`
  }
  const sealed = html
    .replace(/<script\b([^>]*)>([\s\S]*?)<\/script>/g, (whole, attributes, text) => {
      const src = / src="([^"]*)"/.exec(attributes)?.[1]
      if (src) return `<script${seal(attributes, src)}></script>`
      if (!isOwn(text) && !isData(text)) {
        throw new UnfitBuild(`has an inline script that nothing vouches for: ${text.slice(0, 80)}`)
      }
      hashes.add(hashOf(text))
      return whole
    })
    .replace(/<link\b([^>]*\bas="script"[^>]*?)\/>/g, (whole, attributes) => {
      const href = / href="([^"]*)"/.exec(attributes)?.[1]
      return href ? `<link${seal(attributes, href)}/>` : whole
    })
  const styled = /<style\b|<[^>]* style="/.exec(sealed.replace(/<script\b[\s\S]*?<\/script>/g, ''))
  if (styled) throw new UnfitBuild(`has a style of its own, which its policy forbids: ${styled[0]}`)
  const length = [...hashes].join().length
  if (length > MOST) throw new UnfitBuild(`needs ${length} bytes of hashes; ${MOST} are allowed.`)
  return { html: sealed, hashes: [...hashes] }
}

/**
 * Which pages are made once, for everyone: all that need no session.
 *
 * @param {Record<string, string>} routes Next's app-path-routes-manifest.json
 * @param {Record<string, { initialRevalidateSeconds: number | false }>} prerendered Next's
 * @param {(path: string) => string} gateOf of `lib/http/routes.ts`
 * @throws {UnfitBuild} where one of them is not, or a page of a user is
 */
export function staticPagesOf(routes, prerendered, gateOf) {
  const pages = Object.entries(routes)
    .filter(([file, path]) => file.endsWith('/page') && path !== '/_global-error')
    .map(([, path]) => path)
  const unfit = pages.flatMap((path) => {
    const made = prerendered[path]
    if (gateOf(path) !== 'page') {
      return made
        ? [`${path} is the same for everyone, and is to be rendered for each request.`]
        : []
    }
    if (!made) {
      return [
        `${path} is rendered for each request. A page that reads the request belongs under one of PROTECTED_PAGES or DYNAMIC_PAGES (lib/http/routes.ts).`,
      ]
    }
    return made.initialRevalidateSeconds === false ? [] : [`${path} would be made again later.`]
  })
  if (unfit.length > 0) throw new UnfitBuild(unfit.join('\n'))
  return pages.filter((path) => gateOf(path) === 'page')
}

/**
 * Finishes a build: seals its static pages, and writes down their hashes and the settings that they show.
 *
 * @param {string} directory of the build
 * @param {{
 *   gateOf: (path: string) => string, ownScripts: string[], react: string, settings: object
 * }} known `react`: the source that React's inline scripts are in
 * @throws {UnfitBuild}
 */
export function sealStaticPages(directory, { gateOf, ownScripts, react, settings }) {
  const read = (/** @type {string} */ path) => readFileSync(join(directory, path))
  const json = (/** @type {string} */ path) => JSON.parse(read(path).toString())
  const isOwn = (/** @type {string} */ text) =>
    ownScripts.includes(text) || react.includes(`'${text.replaceAll("'", "\\'")}'`)
  const fileOf = (/** @type {string} */ src) => {
    const path = /^\/_next\/(static\/[\w./~-]+)$/.exec(src)?.[1]
    if (!path) throw new UnfitBuild(`loads a script that is no file of the build: ${src}`)
    return read(path)
  }
  const paths = staticPagesOf(
    json('app-path-routes-manifest.json'),
    json('prerender-manifest.json').routes,
    gateOf,
  )
  const pages = Object.fromEntries(
    paths.map((path) => {
      const file = `server/app${path === '/' ? '/index' : path}.html`
      try {
        const { html, hashes } = sealPage(read(file).toString(), { isOwn, fileOf })
        writeFileSync(join(directory, file), html)
        copyToStandalone(directory, file)
        return [path, hashes]
      } catch (error) {
        throw error instanceof UnfitBuild ? new UnfitBuild(`${path} ${error.message}`) : error
      }
    }),
  )
  writeFileSync(join(directory, RESULT), JSON.stringify({ pages, settings }))
  copyToStandalone(directory, RESULT)
}

/** What the container image has is a copy that `next build` has made before. */
function copyToStandalone(/** @type {string} */ directory, /** @type {string} */ file) {
  const standalone = join(directory, 'standalone/.next')
  if (existsSync(standalone)) copyFileSync(join(directory, file), join(standalone, file))
}
