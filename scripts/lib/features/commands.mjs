/** `npm run features`: reads the project, asks, writes. What has to change says `plan.mjs`. */
import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { capture } from '../child.mjs'
import { fail, root, tool, typed } from '../paths.mjs'
import { ask } from '../users/terminal.mjs'
import { planRemoval } from './plan.mjs'
import { removables } from './removables.mjs'

/** @param {(line: string) => void} write */
export function list(write) {
  for (const [name, { about }] of removables(root)) write(`${name.padEnd(16)} ${about}`)
}

/**
 * @param {string[]} names of features
 * @param {{ yes?: boolean }} options `yes`: asks nothing, and works outside of Git
 */
export async function remove(names, { yes = false }) {
  const known = removables(root)
  const unknown = names.find((name) => !known.has(name))
  if (unknown) fail(`There is no feature "${unknown}". "${typed('features')} list" names them.`)
  await refuseUncommitted(yes)

  const removed = names.map((name) => ({ name, ...known.get(name) }))
  const plan = planRemoval(readProject(), removed)
  if (plan.inTheWay.length > 0) {
    fail(`Nothing was changed. Change this first:\n  ${plan.inTheWay.join('\n  ')}`)
  }
  if (!yes) await confirm(removed)

  for (const { folder } of removed) rmSync(folder, { recursive: true })
  for (const path of plan.gone) {
    rmSync(path, { force: true })
    removeEmpty(dirname(path))
  }
  for (const [path, text] of plan.changed) writeFileSync(path, text)
  const left = [
    ...(await format([...plan.changed.keys()])),
    ...(plan.changed.has('lib/config/settings.ts') ? await describeSettings() : []),
    ...(await dropTables(removed)),
  ]
  if (plan.unused.length > 0)
    left.push('npm install: packages went, and the lockfile has them still.')
  left.push(...mentions(removed), 'npm test')
  const files = (count) => `${count} ${count === 1 ? 'file' : 'files'}`
  console.log(
    `Removed ${names.join(', ')}: ${files(plan.gone.length)} went, ${files(plan.changed.size)} changed.`,
  )
  if (plan.unused.length > 0) console.log(`Packages that went: ${plan.unused.join(', ')}.`)
  console.log(`Left to do:\n  ${left.join('\n  ')}`)
}

/** Git is the way back: what it does not have yet would be lost. */
async function refuseUncommitted(yes) {
  const { code, output } = await capture(['git', 'status', '--porcelain'])
  if (code !== 0 && !yes) {
    fail(
      'This is no Git checkout, so that nothing could bring the files back. With --yes it goes on.',
    )
  }
  if (code === 0 && output.trim() !== '') {
    fail(
      'There are changes that are not committed. Commit or stash them first: Git is the way back.',
    )
  }
}

async function confirm(removed) {
  for (const { name, folder, hasTables } of removed) {
    const tables = hasTables ? ', and its tables at the next start, with all that is in them' : ''
    console.log(`${folder} and all that belongs to it goes${tables}.`)
    const answer = await ask(`Type "${name}" to remove it: `)
    if (answer?.trim() !== name)
      fail('Nothing was removed. Type the name of the feature, or add --yes.')
  }
}

/** Folders that hold nothing that a feature could be in. */
const SKIPPED = ['node_modules', '.git', '.next', 'data', 'test-results', 'migrations']
const TEXT = /(\.(ts|tsx|mjs|js|json|jsonc|css|md|ya?ml)|(^|\/)(Dockerfile|\.dockerignore|run))$/

/** The text files of the project by their paths, but for its secrets and its lockfiles. */
function readProject(folder = '.') {
  const files = new Map()
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = folder === '.' ? entry.name : `${folder}/${entry.name}`
    if (SKIPPED.includes(entry.name) || entry.name === 'package-lock.json') continue
    if (entry.isDirectory()) for (const [name, text] of readProject(path)) files.set(name, text)
    else if (TEXT.test(path)) files.set(path, readFileSync(path, 'utf8'))
  }
  return files
}

function removeEmpty(folder) {
  if (folder === '.') return
  if (existsSync(folder)) {
    if (readdirSync(folder).length > 0) return
    rmdirSync(folder)
  }
  removeEmpty(dirname(folder))
}

async function format(paths) {
  const command = tool('biome', 'check', '--write', '--no-errors-on-unmatched', ...paths)
  const { code } = existsSync(command[1]) ? await capture(command) : { code: 1 }
  return code === 0 ? [] : ['npm run format']
}

/** README.md and .env.example without the settings that went. */
async function describeSettings() {
  const { code } = await capture([process.execPath, `${root}scripts/docs-settings.mjs`])
  return code === 0 ? [] : ['npm run docs:settings']
}

/** Drops what the features kept, in a migration for each database, which the next start runs. */
async function dropTables(removed) {
  const names = removed.filter(({ hasTables }) => hasTables).map(({ name }) => name)
  if (names.length === 0) return []
  const name = `drop-${names.join('-')}`
  const script = `${root}scripts/db-generate.mjs`
  const { code, output } = await capture([process.execPath, script, '--name', name])
  if (code === 0) console.log(`The migrations ${name} drop the tables at the next start.`)
  return code === 0 ? [] : [`npm run db:generate -- --name ${name}\n${output}`]
}

/** Where a name stays that means nothing now. What once happened and was decided is history. */
function mentions(removed) {
  const history = /^(CHANGELOG\.md|docs\/decisions\/)/
  return [...readProject()]
    .filter(
      ([path, text]) =>
        !history.test(path) && removed.some(({ folder }) => text.includes(`${folder}/`)),
    )
    .map(
      ([path]) =>
        `${path} still names ${removed.length === 1 ? removed[0].folder : 'one of them'}.`,
    )
}
