/** The Node that `.nvmrc` pins, which is that of the container image, whichever runs the tests. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { npm, root } from '../../scripts/lib/paths.mjs'

/** @returns its path; npm has Node's builds as packages, one for each system. */
export function pinnedNode(): string {
  const pinned = readFileSync(join(root, '.nvmrc'), 'utf8').trim()
  if (process.versions.node === pinned) return process.execPath
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  const folder = join(tmpdir(), `app-node-${pinned}`)
  const node = join(folder, 'node_modules', name, 'bin/node')
  if (existsSync(node)) return node
  const own = mkdtempSync(`${folder}-`)
  const [program = '', ...args] = npm('install', '--no-save', '--no-audit', '--no-fund')
  execFileSync(program, [...args, '--prefix', own, `${name}@${pinned}`], { stdio: 'pipe' })
  try {
    renameSync(own, folder)
  } catch {
    // Another test was sooner.
    rmSync(own, { recursive: true })
  }
  return node
}
