/**
 * The container image without a container: the folder that the Dockerfile's last stage makes, away from
 * this repository, so that nothing else can be found.
 */

import { randomBytes } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { DEFAULT_DATABASE_URL } from '../../db/address.mjs' // feature: db-copy
import { Client } from '../../e2e/support/client'
import { openDatabase } from '../../e2e/support/database'
import { expectHeaders } from '../../e2e/support/headers'
import { signIn } from '../../e2e/support/people'
import { expect, test } from '../../e2e/support/test'
import { root as ROOT, tool } from '../../scripts/lib/paths.mjs'
import { freePort } from '../../scripts/lib/port.mjs'
import { expectJsonSinceStart } from '../support/log-lines'
import { pinnedNode } from '../support/pinned-node'
import { runNode } from '../support/several'
import { expectBrokenRefused, expectUpgradesClosed } from '../support/strangers'

const fileOf = (path: string) => readFileSync(join(ROOT, path), 'utf8')

/** Of the last stage: what it copies, and what it runs. */
const stage =
  fileOf('Dockerfile')
    .split(/^FROM /m)
    .at(-1) ?? ''
const copies = [...stage.matchAll(/^COPY --from=build (?:--\S+ )?\/app\/(\S+) (\S+)$/gm)]
const [, ...entry]: string[] = JSON.parse(/^ENTRYPOINT (.+)$/m.exec(stage)?.[1] ?? '[]')

let image: string
let node: string

test.beforeAll(() => {
  node = pinnedNode()
  image = mkdtempSync(join(tmpdir(), 'app-image-'))
  if (!existsSync(join(ROOT, '.next/standalone'))) throw new Error('Build with BUILD_STANDALONE=1.')
  for (const [, from = '', to = ''] of copies) {
    // The build stage makes these where a checkout has none.
    if (['public', 'data'].includes(from)) mkdirSync(join(image, to))
    else cpSync(join(ROOT, from), join(image, to), { recursive: true, verbatimSymlinks: true })
  }
})
test.afterAll(() => rmSync(image, { recursive: true }))

const secret = { AUTH_SECRET: randomBytes(48).toString('hex') }

/** `docker run IMAGE …`, to its end. */
async function docker(args: string[], env: Record<string, string> = {}, input = '') {
  const { ended, output } = runNode([...entry, ...args], env, { node, cwd: image, input })
  return { code: await ended, output }
}

async function serve(env: Record<string, string>) {
  const PORT = String(await freePort())
  const settings = { ...secret, PORT, HOSTNAME: '127.0.0.1', ...env }
  const { child, output, ended } = runNode(entry, settings, { node, cwd: image })
  const url = `http://127.0.0.1:${PORT}`
  return {
    url,
    output,
    ended,
    stop: () => child.kill('SIGTERM'),
    ready: () =>
      output.flatMap((line) => Number(/"process_ready","pid":(\d+)/.exec(line)?.[1]) || []),
    answers: () =>
      fetch(`${url}/api/health/ready`, { signal: AbortSignal.timeout(10_000) }).then(
        ({ ok }) => ok,
        () => false,
      ),
  }
}

/** Does `.dockerignore` leave a file out? Of its syntax as much as that file uses. */
const ignored = fileOf('.dockerignore')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((pattern) =>
    pattern
      .split('**/')
      .map((part) => part.replaceAll('.', '\\.').replaceAll('*', '[^/]*'))
      .join('(.*/)?'),
  )
  .map((pattern) => new RegExp(`^${pattern}(/|$)`))

test('when .dockerignore is applied, the types of the rest are complete', async () => {
  const context = join(image, 'context')
  cpSync(ROOT, context, {
    recursive: true,
    filter: (path) => !ignored.some((pattern) => pattern.test(relative(ROOT, path))),
  })
  symlinkSync(join(ROOT, 'node_modules'), join(context, 'node_modules'), 'junction')
  const { ended, output } = runNode([...tool('tsc', '--noEmit').slice(1)], {}, { cwd: context })
  expect(await ended, output.join('\n')).toBe(0)
})

test('when WEB_CONCURRENCY is 2, two processes answer, a killed one is replaced, and each command works', async () => {
  expect(entry).not.toEqual([])
  const app = await serve({ WEB_CONCURRENCY: '2' })
  await expect.poll(() => app.ready().length).toBe(2)
  for (const pid of app.ready()) {
    process.kill(pid, 'SIGSTOP')
    expect(await app.answers(), app.output.join('\n')).toBe(true)
    process.kill(pid, 'SIGCONT')
  }
  process.kill(app.ready()[0] as number, 'SIGKILL')
  await expect.poll(() => app.ready().length).toBe(3)
  expect(app.output.join('\n')).toMatch(/"process_ended".*"SIGKILL"/)

  const person = { email: 'ada@mail.example', password: 'a long walk 77' }
  const made = await docker(['users', 'create', person.email], secret, `${person.password}\n`)
  expect(made).toEqual({
    code: 0,
    output: [`${person.email} has an account now, and counts as verified.`],
  })
  await signIn(app, person, new Client(app))
  const { output } = await docker(['users', 'list'])
  expect(output).toEqual([expect.stringMatching(/^ada@mail\.example .*, 1 session$/)])
  const link = await docker(['users', 'reset-password', person.email], secret)
  expect(link.output[0]).toMatch(/^http:\/\/localhost:\d+\/reset-password#token=/)
  // A container has no npm to type.
  expect((await docker(['users'])).output[0]).toBe('Usage: users <operation>')

  // feature: db-copy
  const copy = ['db:copy', '--from', DEFAULT_DATABASE_URL, '--to', 'file:./data/copy.db']
  expect(await docker(copy)).toMatchObject({ code: 1 })
  // /feature: db-copy
  app.stop()
  expect(await app.ended).toBe(143)
  expectJsonSinceStart(app.output)
  expect((await docker(copy)).output.at(-1)).toMatch(/^Equal\./) // feature: db-copy

  const generated = await docker(['keys', 'generate', '--file', 'data/settings.env'])
  expect(generated.output[0]).toMatch(/^Written to data\/settings\.env/)
  expect(readFileSync(join(image, 'data/settings.env'), 'utf8')).toContain('AUTH_SIGNING_KEYS=')
})

test('when it is unset, one process serves, and its headers are those of docs/headers.md', async () => {
  const app = await serve({ RATE_LIMIT: 'on' })
  await expect.poll(app.answers).toBe(true)
  expect(app.ready()).toEqual([])
  const server = { port: Number(new URL(app.url).port) }
  await expectBrokenRefused(server)
  await expectUpgradesClosed(server, 100)
  const database = openDatabase({ databaseUrl: `file:${join(image, 'data/hallpass.db')}` })
  await expectHeaders({ app, origin: app.url, database })
  database.close()
  app.stop()
  expect(await app.ended).toBe(143)
})

test('when it is attacked, the container takes its share of the machine, and its data is its own', () => {
  const compose = fileOf('compose.yaml')
  expect(compose).toMatch(/^ {4}mem_limit: \d+[mg]$/m)
  expect(compose).toMatch(/^ {4}pids_limit: \d+$/m)
  expect(fileOf('Dockerfile')).toMatch(/^RUN .*&& mkdir -m 0700 data$/m)
})

test('when a command is unknown, a sentence refuses it; the image has no development tool', async () => {
  expect((await docker(['user', 'list'])).output).toContainEqual(
    expect.stringMatching(
      /^Usage: docker run … IMAGE \[users\|keys.*\] \[what the command takes\]$/,
    ),
  )
  const wrong = await docker([], { ...secret, WEB_CONCURRENCY: 'many' })
  expect(wrong).toEqual({
    code: 1,
    output: ['', expect.stringMatching(/^WEB_CONCURRENCY must be a number from 1 to 64/)],
  })
  const { devDependencies } = JSON.parse(fileOf('package.json'))
  const brought = Object.keys(devDependencies).filter((name) =>
    existsSync(join(image, 'node_modules', name)),
  )
  expect(brought).toEqual([])
})
