import { capture } from '../../scripts/lib/child.mjs'
import { installedAsLocked } from '../../scripts/lib/install.mjs'
import { fail, npm, root } from '../../scripts/lib/paths.mjs'

/**
 * Installs the packages of a folder that has its own lockfile.
 *
 * @param {string} name of the folder, with a slash at its end
 */
export async function installIn(name) {
  const folder = `${root}${name}`
  if (installedAsLocked(folder)) return
  console.log(`Installing the packages of ${name}`)
  const { code, output } = await capture(npm('ci', '--prefix', folder, '--no-audit', '--no-fund'))
  if (code === 0) return
  console.error(output)
  fail(`Installing the packages of ${name} failed: see above.`)
}
