// How much JavaScript a page loads: the files that its HTML names, compressed one by one.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { root } from '../../scripts/lib/paths.mjs'

/** All pages of the build that have one address. */
function pages() {
  const manifest = `${root}.next/app-path-routes-manifest.json`
  return Object.entries(JSON.parse(readFileSync(manifest, 'utf8')))
    .filter(([file, path]) => file.endsWith('/page') && !/\/_|\[/.test(path))
    .map(([, path]) => path)
    .sort()
}

/** A script for browsers that know no modules is loaded by none of today's. */
export const scriptsIn = (html) => [
  ...new Set(
    [...html.matchAll(/<script\b([^>]*)>/g)]
      .map(([, attributes]) => attributes)
      .filter((attributes) => !/\bnomodule\b/i.test(attributes))
      .flatMap((attributes) => / src="([^"]+)"/.exec(attributes)?.[1] ?? []),
  ),
]

async function scriptBytes(origin, path, cookie) {
  const answer = await fetch(`${origin}${path}`, { headers: { cookie }, redirect: 'manual' })
  if (answer.status !== 200) throw new Error(`${path} is answered with ${answer.status}`)
  const files = scriptsIn(await answer.text())
  if (files.length === 0) throw new Error(`${path} has no scripts`)
  const sizes = files.map(async (file) => {
    const script = await fetch(new URL(file.replaceAll('&amp;', '&'), origin))
    return gzipSync(Buffer.from(await script.arrayBuffer())).length
  })
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

/**
 * @param {string} origin of the app
 * @param {string} cookie of a user who is signed in
 * @param {string} emptyOrigin of a Next app whose page says one word
 * @returns {Promise<{ empty: number, pages: { path: string, bytes: number, more: number }[] }>}
 */
export async function javascriptOf(origin, cookie, emptyOrigin) {
  const empty = await scriptBytes(emptyOrigin, '/', '')
  const measured = []
  for (const path of pages()) {
    const bytes = await scriptBytes(origin, path, cookie)
    measured.push({ path, bytes, more: bytes - empty })
  }
  return { empty, pages: measured }
}
