import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { buildHash, sourceFiles } from '../../scripts/lib/build.mjs'

let root
const write = (path, text = 'x') => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'app-build-'))
  write('app/page.tsx')
  write('app/.well-known/jwks.json/route.ts')
  write('lib/auth/sessions/rotation.ts')
  write('middleware.ts')
  write('package-lock.json')
})
afterEach(() => rmSync(root, { recursive: true }))

describe('sourceFiles', () => {
  it('when a folder is new, takes its sources', () => {
    write('components/new.tsx')
    expect(sourceFiles(root)).toEqual([
      'app/.well-known/jwks.json/route.ts',
      'app/page.tsx',
      'components/new.tsx',
      'lib/auth/sessions/rotation.ts',
      'middleware.ts',
      'package-lock.json',
    ])
  })

  it('when no build reads a file, leaves it out', () => {
    const before = sourceFiles(root)
    for (const path of [
      '.env.local',
      '.git/HEAD',
      '.next/BUILD_ID',
      'README.md',
      'data/app.db',
      'docs/map.md',
      'e2e/http/login.test.ts',
      'examples/resource-server/server.mjs',
      'lib/auth/sessions/rotation.test.ts',
      'next-env.d.ts',
      'node_modules/next/index.js',
      'scripts/start.mjs',
    ]) {
      write(path)
    }
    expect(sourceFiles(root)).toEqual(before)
  })
})

describe('buildHash', () => {
  it('when the sources are the same, is the same', () => {
    expect(buildHash(root, {})).toBe(buildHash(root, { AUTH_SECRET: 'read at run time' }))
  })

  it.each([
    ['a file changes', () => write('app/page.tsx', 'y')],
    ['a file comes', () => write('app/new.tsx')],
    ['a file goes', () => rmSync(join(root, 'lib/auth/sessions/rotation.ts'))],
    [
      'text moves from one file into the next',
      () => {
        write('app/page.tsx', '')
        write('lib/auth/sessions/rotation.ts', 'xx')
      },
    ],
  ])('when %s, changes', (_, change) => {
    const before = buildHash(root, {})
    change()
    expect(buildHash(root, {})).not.toBe(before)
  })

  it('when a setting that is compiled in changes, changes', () => {
    const before = buildHash(root, { NEXT_PUBLIC_NAME: 'a' })
    expect(buildHash(root, { NEXT_PUBLIC_NAME: 'b' })).not.toBe(before)
    expect(buildHash(root, { NEXT_PUBLIC_NAME: 'a', BUILD_STANDALONE: '1' })).not.toBe(before)
  })
})
