import { basename, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's root, with a slash at its end. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

const bins = {
  biome: '@biomejs/biome/bin/biome',
  knip: 'knip/bin/knip.js',
  next: 'next/dist/bin/next',
  playwright: 'playwright/cli.js',
  tsc: 'typescript/bin/tsc',
  vitest: 'vitest/vitest.mjs',
}

/**
 * A command line for one of the project's tools. It is run by this very Node, not through npx or a
 * shell: nothing stands between it and a signal.
 *
 * @param {keyof typeof bins} name
 * @param {...string} args
 */
export const tool = (name, ...args) => [
  process.execPath,
  `${root}node_modules/${bins[name]}`,
  ...args,
]

/**
 * A command line for npm: the one that runs this script, where there is one. On Windows npm is a batch
 * file, which no program can start without a shell; its script lies beside Node.
 */
export function npm(...args) {
  const running = process.env.npm_execpath
  if (running?.endsWith('npm-cli.js')) return [process.execPath, running, ...args]
  if (process.platform !== 'win32') return ['npm', ...args]
  return [process.execPath, `${dirname(process.execPath)}/node_modules/npm/bin/npm-cli.js`, ...args]
}

/** How a script of this project is typed: in the container image its name is enough (`image.mjs`). */
export const typed = (script) =>
  basename(process.argv[1] ?? '') === 'image.mjs' ? script : `npm run ${script} --`

/** Says why this cannot go on, in a sentence, and ends. */
export function fail(sentence) {
  console.error(`\n${sentence}`)
  process.exit(1)
}
