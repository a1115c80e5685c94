/** For tests that change the project: a copy of it, with its packages, in a folder of the system. */
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { root } from '../../scripts/lib/paths.mjs'

/**
 * The files that Git knows, or would take, as they are now. The packages are hard links to the same
 * files: Turbopack takes no link that leads out of the project.
 *
 * @returns the path of the copy; the caller removes it
 */
export function copyOfTree() {
  const folder = mkdtempSync(join(tmpdir(), 'app-copy-'))
  // The PostgreSQL of the tests runs as a user of its own, from the packages.
  chmodSync(folder, 0o755)
  const listed = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate']
  const gone = execFileSync('git', ['ls-files', '-z', '--deleted'], { cwd: root, encoding: 'utf8' })
  const files = execFileSync('git', listed, { cwd: root, encoding: 'utf8' })
  for (const file of files.split('\0')) {
    if (file === '' || gone.split('\0').includes(file)) continue
    mkdirSync(join(folder, dirname(file)), { recursive: true })
    copyFileSync(join(root, file), join(folder, file))
  }
  for (const packages of ['node_modules', 'proof/node_modules']) {
    linkFolder(join(root, packages), join(folder, packages))
  }
  return folder
}

function linkFolder(from, to) {
  mkdirSync(to, { recursive: true })
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) linkFolder(source, target)
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target)
    else linkSync(source, target)
  }
}
