/** Copies of the build with a part taken out. */
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const made = new Set<string>()
process.once('exit', () => {
  for (const directory of made) rmSync(directory, { recursive: true, force: true })
})

/**
 * A copy of the build that runs no middleware: what a way around it would reach (CVE-2025-29927).
 *
 * @returns the directory to start in. It is removed when this process ends.
 */
export function withoutMiddleware(): string {
  const directory = mkdtempSync(join(tmpdir(), 'app-e2e-bypass-'))
  made.add(directory)
  mkdirSync(join(directory, '.next'))
  for (const name of readdirSync(ROOT)) {
    if (name !== 'data' && !name.startsWith('.'))
      symlinkSync(join(ROOT, name), join(directory, name))
  }
  for (const name of readdirSync(join(ROOT, '.next'))) {
    if (name === 'cache') continue
    cpSync(join(ROOT, '.next', name), join(directory, '.next', name), {
      recursive: true,
      verbatimSymlinks: true,
    })
  }
  const manifest = join(directory, '.next/server/middleware-manifest.json')
  const { middleware } = JSON.parse(readFileSync(manifest, 'utf8'))
  if (Object.keys(middleware).length !== 1)
    throw new Error('The build has no middleware to leave out')
  const empty = { version: 3, middleware: {}, sortedMiddleware: [], functions: {} }
  writeFileSync(manifest, JSON.stringify(empty))
  return directory
}

/**
 * The build in a folder without packages: what is read from one by its path is missing.
 *
 * @returns the directory to start in. It is removed when this process ends.
 */
export function withoutPackages(): string {
  const directory = mkdtempSync(join(tmpdir(), 'app-e2e-bare-'))
  made.add(directory)
  for (const name of ['.next', ...readdirSync(ROOT).filter((name) => !name.startsWith('.'))]) {
    if (name !== 'data' && name !== 'node_modules') {
      symlinkSync(join(ROOT, name), join(directory, name))
    }
  }
  return directory
}
