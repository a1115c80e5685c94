import { existsSync } from 'node:fs'
import { capture } from './child.mjs'
import { tool } from './paths.mjs'

/** Made for tests, and what Playwright itself takes: it starts and closes faster. */
const SHELL = '/usr/bin/chromium-headless-shell'

/**
 * Whole browsers. They come last: version 156 now and then does not close a tab that hears of a
 * sign-out, and the test that had it waits until its time is over.
 */
const BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/**
 * Finds the Chromium to test with, or installs one. CHROMIUM_PATH decides where it is set. Then
 * comes a headless shell (the distribution's, Playwright's, one that can be installed), then a whole
 * browser.
 *
 * @param {{ environment?: NodeJS.ProcessEnv, exists?: (path: string) => boolean,
 *   starts?: () => Promise<boolean>, install?: (command: string[]) => Promise<{ output: string }> }}
 *   world `starts`: does Playwright's own start? `install`: runs an installer
 * @returns {Promise<{ path?: string } | { problem: string }>} without a path it is Playwright's own
 */
export async function provideChromium({
  environment = process.env,
  exists = existsSync,
  starts = playwrightsOwnStarts,
  install = installWith,
} = {}) {
  const named = environment.CHROMIUM_PATH
  if (named && exists(named)) return { path: named }
  if (named) return { problem: `CHROMIUM_PATH is ${named}, and no such file exists.` }

  const find = async () => {
    if (exists(SHELL)) return { path: SHELL }
    return (await starts()) ? {} : null
  }
  const found = await find()
  if (found) return found
  const outputs = []
  for (const command of installers(exists)) {
    outputs.push((await install(command)).output)
    const installed = await find()
    if (installed) return installed
  }
  const browser = BROWSERS.find(exists)
  if (browser) return { path: browser }
  return {
    problem: `${outputs.join('\n')}\nNo Chromium was found and none could be installed. Install Chrome or Chromium, or set CHROMIUM_PATH to one.`,
  }
}

async function playwrightsOwnStarts() {
  const { chromium } = await import('playwright')
  try {
    await (await chromium.launch()).close()
    return true
  } catch {
    return false
  }
}

async function installWith(command) {
  console.log('Installing Chromium, for the browser tests')
  return capture(command)
}

/** From the distribution where that is Debian or Ubuntu and this is root, else from Playwright. */
function installers(exists) {
  const own = tool('playwright', 'install', '--with-deps', '--only-shell', 'chromium')
  if (process.getuid?.() !== 0 || !exists('/usr/bin/apt-get')) return [own]
  const apt = 'apt-get install -y chromium-headless-shell'
  return [['sh', '-c', `apt-get update && DEBIAN_FRONTEND=noninteractive ${apt}`], own]
}
