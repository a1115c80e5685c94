/** What is proved is pinned: Node 24.19 broke a driver that Node 24.18 had run. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { root } from './paths.mjs'

const textOf = (path) => readFileSync(`${root}${path}`, 'utf8')
const EXACT = /^\d+\.\d+\.\d+$/
const pinned = textOf('.nvmrc').trim()

it('when the image or CI names a Node, it is an exact one, and the newest is that of .nvmrc', () => {
  const images = [...textOf('Dockerfile').matchAll(/^FROM node:(\S+)-slim/gm)].map(([, tag]) => tag)
  const [, matrix = ''] = /node: \[([^\]]+)\]/.exec(textOf('.github/workflows/ci.yml')) ?? []
  const tested = matrix.split(', ').map((version) => version.replaceAll(/['"]/g, ''))
  expect(pinned).toMatch(EXACT)
  expect(new Set(images)).toEqual(new Set([pinned]))
  for (const version of tested) expect(version).toMatch(EXACT)
  expect(tested).toContain(pinned)
})

it('when npm rewrites the lockfile, better-sqlite3 still builds nothing where it brings its binaries', () => {
  // npm reads `gypfile` from the lockfile and does not write it there. Without it `npm ci` runs
  // node-gyp, which needs Python. Put `"gypfile": false` back into the entry.
  const { packages } = JSON.parse(textOf('package-lock.json'))
  expect(packages['node_modules/better-sqlite3']).toMatchObject({ gypfile: false })
})
