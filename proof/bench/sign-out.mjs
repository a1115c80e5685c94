// npm run bench:sign-out: how long a sign-out takes in a browser with a large cache, by what its answer
// has the browser clear. Fills the cache of a new profile from a server of its own, and writes RESULTS.md.
import '../../scripts/lib/check-node.mjs'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright'
import { provideChromium } from '../../scripts/lib/chromium.mjs'
import { fail } from '../../scripts/lib/paths.mjs'
import { scriptArguments } from '../support/script-arguments.mjs'
import { figure, median, spread } from './lib/statistics.mjs'
import { circumstances, markdown, write } from './results.mjs'

/** Of one file in the cache, about what a file of a web page has. */
const FILE_BYTES = 64 * 1024
/** The most that the flag takes. The files of the profile must stay below it. */
const CACHE_LIMIT = 2 ** 31 - 1
/** How many are asked for before the next progress. */
const STEP = 500
const ROUNDS = 9

const ANSWERS = {
  '/nothing': ['nothing', undefined],
  '/storage': ['`"storage"`, as this app does', '"storage"'],
  '/cache-storage': ['`"cache", "storage"`', '"cache", "storage"'],
}

const options = scriptArguments({ files: { type: 'string', default: '20000' } })
const files = Number(options.files)
if (!Number.isInteger(files) || files < STEP || files * FILE_BYTES > 0.9 * CACHE_LIMIT) {
  fail(`--files must be a whole number from ${STEP} to 29000.`)
}
const found = await provideChromium()
if (found.problem) fail(found.problem)

const content = randomBytes(FILE_BYTES)
const server = http.createServer((request, response) => {
  const answer = ANSWERS[request.url]
  if (answer) response.writeHead(204, answer[1] ? { 'Clear-Site-Data': answer[1] } : {}).end()
  else if (request.url === '/') {
    response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>-</title>')
  } else response.writeHead(200, { 'Cache-Control': 'max-age=86400' }).end(content)
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const { port } = server.address()

const profile = mkdtempSync(join(tmpdir(), 'app-bench-profile-'))
process.on('exit', () => rmSync(profile, { recursive: true, force: true, maxRetries: 5 }))

const context = await chromium.launchPersistentContext(profile, {
  executablePath: found.path,
  args: [`--disk-cache-size=${CACHE_LIMIT}`],
  chromiumSandbox: process.getuid?.() !== 0,
})
try {
  const page = await context.newPage()
  // The files are another site's, as nearly all are: a sign-out clears none of them.
  await page.goto(`http://127.0.0.1:${port}/`)
  for (let from = 0; from < files; from += STEP) {
    await page.evaluate(fetchAll, { from, to: Math.min(from + STEP, files) })
    console.log(`${Math.min(from + STEP, files)} of ${files} files in the cache`)
  }
  const before = sizeOf(profile)
  if (before < 0.9 * files * FILE_BYTES) {
    fail(`The browser has kept ${Math.round(before / 1e6)} MB: its cache is not on disk.`)
  }

  await page.goto(`http://localhost:${port}/`)
  const times = Object.fromEntries(Object.keys(ANSWERS).map((path) => [path, []]))
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const path of Object.keys(ANSWERS)) {
      const took = await page.evaluate(signOut, path)
      console.log(`${path.slice(1)}: ${figure(took)} ms`)
      times[path].push(took)
    }
  }
  const rows = Object.entries(ANSWERS).map(([path, [name]]) => [
    name,
    spread(times[path]),
    figure(Math.max(...times[path])),
  ])
  const apart = median(times['/cache-storage']) - median(times['/storage'])
  const text = `
${circumstances('npm run bench:sign-out', { Chromium: context.browser()?.version() ?? '' })}
- the profile: ${files.toLocaleString('en-US')} files of another site in the cache, ${(before / 1e9).toFixed(1)} GB on disk
- measured: from the request in the page to its answer, which the browser holds back until it has cleared; ${ROUNDS} times each, in turns

${markdown(['`Clear-Site-Data` of the answer', 'milliseconds', 'the longest'], rows)}

With \`"cache"\` a sign-out took ${figure(apart)} ms longer.
`
  console.log(text)
  write('npm run bench:sign-out', text)
} finally {
  await context.close()
  server.close()
}

/** Runs in the page. */
async function fetchAll({ from, to }) {
  let next = from
  const lane = async () => {
    while (next < to) {
      const answer = await fetch(`/file-${next++}`)
      await answer.arrayBuffer()
    }
  }
  await Promise.all([lane(), lane(), lane(), lane(), lane(), lane()])
}

/** Runs in the page. @returns {Promise<number>} milliseconds */
async function signOut(path) {
  const started = performance.now()
  await fetch(path, { method: 'POST' })
  return performance.now() - started
}

/** Bytes of all files in a folder. */
function sizeOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + sizeOfFile(join(parentPath, name)), 0)
}

/** Files of a browser come and go. */
function sizeOfFile(path) {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
