import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { capture } from './child.mjs'
import { root, tool } from './paths.mjs'

const known = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** The browser to test with: the one named by CHROMIUM_PATH, an installed one, or Playwright's own. */
export function findChromium(environment = process.env, exists = existsSync) {
  const named = environment.CHROMIUM_PATH
  if (named) return exists(named) ? named : null
  return [...known, playwrightsOwn()].find((path) => path && exists(path)) ?? null
}

function playwrightsOwn() {
  return createRequire(`${root}package.json`)('playwright').chromium.executablePath()
}

/**
 * Finds a Chromium, or installs one: from the distribution where that is Debian or Ubuntu and this
 * is root, else Playwright's.
 *
 * @returns {Promise<{ path: string } | { problem: string }>}
 */
export async function provideChromium() {
  const found = findChromium()
  if (found) return { path: found }
  if (process.env.CHROMIUM_PATH) {
    return { problem: `CHROMIUM_PATH is ${process.env.CHROMIUM_PATH}, and no such file exists.` }
  }
  console.log('Installing Chromium, for the browser tests')
  const outputs = []
  for (const command of installers()) {
    const { output } = await capture(command)
    outputs.push(output)
    const path = findChromium()
    if (path) return { path }
  }
  return {
    problem: `${outputs.join('\n')}\nNo Chromium was found and none could be installed. Install Chrome or Chromium, or set CHROMIUM_PATH to one.`,
  }
}

function installers() {
  const own = tool('playwright', 'install', '--with-deps', 'chromium')
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return [own]
  return [
    ['sh', '-c', 'apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y chromium'],
    own,
  ]
}
