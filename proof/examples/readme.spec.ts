/** examples/resource-server works as its README says: the commands are taken from there. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import util from 'node:util'
import { expect, test } from 'playwright/test'
import { startApp } from '../../e2e/support/app'
import { Client } from '../../e2e/support/client'
import { signUp } from '../../e2e/support/people'
import { claimsOf } from '../../e2e/support/tokens'
import { SLUG } from '../../examples/resource-server/brand.mjs'
import { readSettings } from '../../examples/resource-server/settings.mjs'
import { freePort } from '../../scripts/lib/port.mjs'
import { runNode } from '../support/several'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const README = readFileSync(`${ROOT}examples/resource-server/README.md`, 'utf8')
/** Its shell commands, block by block. */
const BLOCKS = [...README.matchAll(/```sh\n(.*?)```/gs)].map(([, text = '']) => text.trim())
const CURL = fileURLToPath(new URL('../support/curl.mjs', import.meta.url))

const shell = util.promisify(execFile)

test('when the steps of the README are run, a token is verified', async ({
  browserName: _,
}, info) => {
  const [theApp = '', theService = '', call = ''] = BLOCKS
  expect(BLOCKS).toHaveLength(3)

  // The first block, with files and ports of its own. That `npm start` starts the app is tested
  // where it belongs.
  expect(theApp.split('\n')).toEqual(['npm run keys -- generate', 'npm start'])
  mkdirSync(info.outputDir, { recursive: true })
  const file = info.outputPath('.env')
  const generate = runNode(['scripts/keys.mjs', 'generate', '--file', file], {})
  expect(await generate.ended).toBe(0)
  const app = await startApp({ env: util.parseEnv(readFileSync(file, 'utf8')) as never })

  // The second. `npm ci` has been run by the test command, unless all was there.
  expect(theService.split('\n')).toEqual(['cd examples/resource-server', 'npm ci', 'npm start'])
  const port = await freePort()
  const env = {
    ...process.env,
    PORT: String(port),
    APP_URL: app.url,
    AUTH_ISSUER: 'http://localhost:3000',
  }
  const service = spawn('sh', ['-c', theService.replace('npm ci\n', '')], {
    cwd: ROOT,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const closed = once(service, 'close')
  try {
    const lines = createInterface({ input: service.stdout })
    const ready = (async () => {
      for await (const line of lines) if (line.startsWith('Ready at ')) return line
      throw new Error('It has ended')
    })()
    expect(await ready).toBe(`Ready at http://127.0.0.1:${port}`)

    // The third, by the person whose address and password are in it.
    const person = JSON.parse(/-d '(.*?)'/.exec(call)?.[1] ?? '')
    const { email } = await signUp(new Client(app), person)
    const here = call
      .replaceAll('http://localhost:3000', app.url)
      .replaceAll('http://127.0.0.1:4000', `http://127.0.0.1:${port}`)
    expect(here).not.toMatch(/:[34]000/)
    const curl = `curl() { "${process.execPath}" "${CURL}" "$@"; }`
    const { stdout } = await shell('sh', ['-c', `${curl}\n${here}\nprintf '%s' "$TOKEN"`])
    const [head = '', ...rest] = stdout.split('\n')
    const token = rest.at(-1) ?? ''
    expect(head).toBe('HTTP/1.1 200 OK')
    expect(JSON.parse(rest.at(-2) ?? '')).toEqual({
      subject: claimsOf(token).sub,
      session: claimsOf(token).sid,
      expiresAt: expect.stringMatching(/Z$/),
    })
    expect(stdout).not.toContain(email)
  } finally {
    process.kill(-Number(service.pid), 'SIGTERM')
    await closed
    await app.stop()
  }
})

test('when the README lists the settings, each is there with its default', () => {
  const asked = new Set<string>()
  const environment = new Proxy({} as Record<string, string>, {
    get: (_, name) => void asked.add(String(name)),
  })
  const { settings } = readSettings(environment)
  const rows =
    README.split('## Settings')[1]
      ?.split('\n## ')[0]
      ?.match(/^\| `.*$/gm) ?? []
  const names = rows.flatMap((row) => row.split('|')[1]?.match(/[A-Z_]+/g) ?? [])
  expect(names.sort()).toEqual([...asked].sort())
  const row = (name: string) => rows.find((one) => one.includes(`\`${name}\``))
  expect(row('JWKS_CACHE')).toContain(`| ${settings.cache / 1000} |`)
  expect(row('JWKS_COOLDOWN')).toContain(`| ${settings.cooldown / 1000} |`)
  expect(row('JWKS_STALE')).toContain(`| ${settings.stale / 1000} |`)
  expect(row('PORT')).toContain(`| ${settings.host}, ${settings.port} |`)
  expect(row('APP_URL')).toContain(`| \`${settings.appUrl}\` |`)
  expect(row('AUTH_AUDIENCE')).toContain('| `SLUG` in brand.mjs |')
  expect(settings.audience).toBe(SLUG)
})
