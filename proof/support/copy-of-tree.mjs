/** For tests that change the project: a copy of it, with its packages, in a folder of the system. */
import { execFile, execFileSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { root } from '../../scripts/lib/paths.mjs'

/**
 * The files that Git knows, or would take, as they are now. The packages are hard links to the same
 * files: Turbopack takes no link that leads out of the project.
 *
 * @returns the path of the copy; the caller removes it
 */
export function copyOfTree() {
  const folder = mkdtempSync(join(tmpdir(), 'app-copy-'))
  // The PostgreSQL of the tests runs as its own user, from the packages.
  chmodSync(folder, 0o755)
  const listed = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate']
  const gone = execFileSync('git', ['ls-files', '-z', '--deleted'], { cwd: root, encoding: 'utf8' })
  const files = execFileSync('git', listed, { cwd: root, encoding: 'utf8' })
  for (const file of files.split('\0')) {
    if (file === '' || gone.split('\0').includes(file)) continue
    mkdirSync(join(folder, dirname(file)), { recursive: true })
    copyFileSync(join(root, file), join(folder, file))
  }
  for (const place of ['', 'proof', 'proof/lighthouse']) {
    const packages = join(place, 'node_modules')
    // Where nothing is to be installed, npm makes no folder.
    if (existsSync(join(root, packages))) linkFolder(join(root, packages), join(folder, packages))
  }
  return folder
}

/**
 * Runs programs in a copy.
 *
 * @param {string} folder
 */
export function programsIn(folder) {
  /** @returns {Promise<{ code: number, text: string }>} its exit code, and all that it prints */
  async function run(program, ...args) {
    // Vitest's own settings would reach the Vitest of the copy.
    const { VITEST: _, ...env } = process.env
    const more = { NODE_ENV: 'test', NO_COLOR: '1', NEXT_TELEMETRY_DISABLED: '1' }
    const options = { cwd: folder, env: { ...env, ...more }, maxBuffer: 1e8 }
    const running = promisify(execFile)(program, args, options)
    // No one is there to answer a question.
    running.child.stdin?.end()
    const { code = 0, stdout, stderr } = await running.catch((error) => error)
    return { code, text: `${stdout}${stderr}` }
  }
  const git = (...args) => run('git', ...args)
  return {
    node: (...args) => run(process.execPath, ...args),
    git,
    async commit() {
      await git('init', '--quiet')
      await git('add', '--all')
      const person = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com']
      await git(...person, 'commit', '--quiet', '--no-verify', '--message', 'a copy')
    },
  }
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
