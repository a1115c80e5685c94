// npm run rename -- "Acme": gives the app another name, wherever the name decides something.
// docs/recipes/rename.md says what it changes, what it leaves, and what it costs an app that is running.
import './lib/check-node.mjs'
import './lib/end-plainly.mjs'
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { DEFAULT_DATABASE_URL } from '../db/address.mjs'
import { readArguments } from './lib/arguments.mjs'
import { fail, root } from './lib/paths.mjs'
import { rename, slugOf } from './lib/rename.mjs'

const USAGE = `Usage: npm run rename -- "Acme" [--slug acme] [--yes]
  --slug  the name in cookies, URNs and package names; by default it is made from the name
  --yes   even where Git holds uncommitted changes, or there is no Git`

const options = { slug: { type: 'string' }, yes: { type: 'boolean' }, help: { type: 'boolean' } }

const { name, slug, yes } = read()
if (!yes && !isCommitted()) {
  fail(
    'There are changes that Git has not committed, and a rename would be mixed with them. Commit them first, or add --yes.',
  )
}
const readFile = (path) => (existsSync(root + path) ? readFileSync(root + path, 'utf8') : undefined)
const { problem, before, files } = rename(readFile, { name, slug })
if (problem) fail(problem)
for (const [path, text] of Object.entries(files)) writeFileSync(root + path, text)

console.log(`The app is called ${name} now, and ${slug} where only a-z, 0-9 and - are allowed. Changed:
  ${Object.keys(files).join('\n  ')}

Yours to change:
  app/(public)/page.tsx, app/layout.tsx   the words of the landing page, title and description of the site
  components/logo.tsx, app/icon.svg  the logo
  app/globals.css                    the colours, as tokens

Left as they are, since stored passwords, sessions and data depend on them:
  lib/auth/labels.ts, the names of the cookies, and the database ${DEFAULT_DATABASE_URL}

Where the app runs already, no user has to sign in again. Access tokens from before are refused, and open
pages get others by themselves. Services that verify access tokens need the new audience, ${slug}, from the
same moment on; AUTH_AUDIENCE=${before.slug} keeps the old one. docs/recipes/rename.md says more.`)

function read() {
  const command = { words: ['"Acme"'], usage: USAGE }
  const { values, positionals, problem } = readArguments('npm run rename', options, command)
  if (problem) fail(problem)
  if (values.help) {
    console.log(USAGE)
    process.exit()
  }
  if (positionals.length === 0) fail(`The name is missing.\n${USAGE}`)
  if (positionals.length > 1) {
    fail(`A name of several words goes in quotes: npm run rename -- "${positionals.join(' ')}"`)
  }
  const given = positionals[0].normalize('NFC').trim()
  return { name: given, slug: values.slug ?? slugOf(given), yes: values.yes }
}

function isCommitted() {
  try {
    const status = ['status', '--porcelain']
    return execFileSync('git', status, { cwd: root, encoding: 'utf8', stdio: 'pipe' }) === ''
  } catch {
    return false
  }
}
