import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { sqlitePackage } from '../../db/sqlite-choice.mjs'
import { capture } from './child.mjs'
import { driverAdvice, installAdvice, workspaceAdvice } from './install-advice.mjs'
import { fail, npm, root } from './paths.mjs'

const CI = ['ci', '--include=dev', '--no-audit', '--no-fund']

/**
 * Does what is installed match the lockfile? Compared package by package with the record that npm
 * keeps of its last complete install, so an `npm ci` by hand counts, a checkout that only touches
 * the lockfile's date does not, and an install that was cut short leaves no record at all.
 *
 * @param {object} lock package-lock.json
 * @param {object} installed node_modules/.package-lock.json
 */
export function matchesLock(lock, installed) {
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (path === '') return true
    const found = installed.packages[path]
    // Optional packages are those of other platforms and of other versions of Node, mostly; extraneous
    // ones no one asks for. A link is as optional as what it leads to.
    const { optional, devOptional, extraneous } = wanted.link
      ? lock.packages[wanted.resolved]
      : wanted
    if (!found) return Boolean(optional || devOptional || extraneous)
    return found.version === wanted.version && found.integrity === wanted.integrity
  })
}

/** Installs what is missing; does nothing, quickly, when all is there. */
export async function install() {
  const manager = /^(pnpm|yarn|bun)\//.exec(process.env.npm_config_user_agent ?? '')?.[1]
  if (manager) {
    // Another package manager keeps its own records; npm over its folder would undo its work.
    if (!existsSync(`${root}node_modules`)) fail(`Run "${manager} install" first.`)
  } else if (!installedAsLocked(root)) {
    // In a member of a workspace npm would install at its root, and empty the node_modules there.
    const prefix = (await capture(npm('prefix'))).output.trim()
    if (existsSync(prefix) && realpathSync(prefix) !== realpathSync(root)) {
      fail(workspaceAdvice(prefix))
    }
    console.log('Installing packages (the first time this takes a minute or two)')
    const { code, output } = await capture(npm(...CI))
    if (code !== 0) {
      console.error(output)
      fail(installAdvice(output))
    }
  }
  await repairDatabaseDriver(manager)
}

/** @param {string} folder with a slash at its end */
export function installedAsLocked(folder) {
  const read = (path) => JSON.parse(readFileSync(`${folder}${path}`, 'utf8'))
  const record = 'node_modules/.package-lock.json'
  // npm makes none where there is nothing to install.
  const installed = existsSync(`${folder}${record}`) ? read(record) : { packages: {} }
  return matchesLock(read('package-lock.json'), installed)
}

/**
 * Did a package fail to load because it is not there? A rebuild cannot help then. What a broken or
 * unbuilt binary says has no such code.
 *
 * @param {string} output what Node printed
 */
export const isMissingPackage = (output) => /code: '(ERR_)?MODULE_NOT_FOUND'/.test(output)

/**
 * SQLite's driver is machine code, and which one it is depends on the version of Node
 * (`db/sqlite-choice.mjs`): after a change of Node it may be missing, or need a rebuild.
 *
 * @param {string | undefined} manager the package manager in use, if it is not npm
 */
async function repairDatabaseDriver(manager) {
  const name = sqlitePackage(process.versions)
  const driver = pathToFileURL(`${root}db/sqlite-driver.mjs`).href
  const probe = [
    process.execPath,
    '--input-type=module',
    '-e',
    `import Database from ${JSON.stringify(driver)}; new Database(":memory:").close()`,
  ]
  if (await canLoad(driver)) return
  // Once more elsewhere: a file that fails to load stays failed in this process.
  const first = await capture(probe)
  if (first.code === 0) return
  const isThere = existsSync(`${root}node_modules/${name}`)
  if (isMissingPackage(first.output) && (isThere || manager)) {
    fail(
      `The SQLite driver, or a package that it needs, is missing from node_modules. Install the packages again: ${manager ? `${manager} install` : 'npm ci'}`,
    )
  }
  console.log('Getting the SQLite driver for this version of Node')
  // An optional package that cannot be built is left out without a word: its script is to be heard.
  const again = isThere ? npm('rebuild', name) : npm(...CI, '--foreground-scripts')
  const repaired = await capture(again)
  const { code, output } = await capture(probe)
  if (code === 0) return
  console.error(repaired.output, output)
  const setting = await capture(npm('config', 'get', 'ignore-scripts'))
  const ignoresScripts = setting.output.trim() === 'true'
  fail(driverAdvice({ name, ignoresScripts, output: repaired.output }))
}

/** Here and not by the probe: that costs each start another process. */
async function canLoad(driver) {
  try {
    const { default: Database } = await import(driver)
    new Database(':memory:').close()
    return true
  } catch {
    return false
  }
}
