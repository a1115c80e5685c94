import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { EnvFileError, fileSettings } from '../../lib/config/env-files.mjs'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'app-env-'))
})
afterEach(() => rmSync(root, { recursive: true }))

const write = (content: string | Buffer) => writeFileSync(join(root, '.env.local'), content)
function refusal(): string {
  try {
    fileSettings(root, 'production')
  } catch (error) {
    if (error instanceof EnvFileError) return error.message
  }
  throw new Error('It was read')
}

test('when an env file is not UTF-8, it is refused by name', () => {
  const text = 'AUTH_SECRET=x\nPORT=3001\n'
  for (const bytes of [
    Buffer.from(`\ufeff${text}`, 'utf16le'),
    Buffer.from(text, 'utf16le'),
    Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
    Buffer.from('AUTH_SECRET=\xe4', 'latin1'),
  ]) {
    write(bytes)
    expect(refusal()).toMatch(/\.env\.local is not UTF-8/)
  }
  write(`\ufeff${text}`)
  expect(refusal()).toMatch(/\.env\.local starts with a byte order mark/)
})

test('when a setting holds a "$", it is refused by name and not repeated, whatever its quotes', () => {
  for (const value of [
    'secret$word',
    "'secret$word'",
    '"secret\u0024{word}"',
    'secret\\$word',
    '`secret$1`',
  ]) {
    write(`PORT=3001\nAUTH_PEPPER=${value}\n`)
    expect(refusal(), value).toMatch(/^AUTH_PEPPER in .*\.env\.local holds a "\$"/)
    expect(refusal(), value).not.toContain('secret')
  }
})

test('when a name is not ours, its "$" is for Next to expand', () => {
  write('GREETING=$HOME/hello\nPORT=3001\n')
  expect(fileSettings(root, 'production')).toMatchObject({ PORT: '3001' })
})

test('when a file is read, the result equals that of Next', () => {
  write(
    [
      '# a comment',
      'AUTH_SECRET=abc-_123',
      'PORT=3001\r',
      'APP_URL="https://app.example.com" # with a comment',
      "DATABASE_URL='postgres://me:a%24b@localhost/x?pool_size=5'",
      'AUTH_SIGNING_KEYS={"keys":[{"kty":"EC","d":"abc"}]}',
      'export TRUSTED_PROXIES=1',
      'AUTH_PEPPER=',
      'AUTH_PEPPER=the last one counts',
      '',
    ].join('\n'),
  )
  const script = `const next = require.resolve('next/package.json')
    const { loadEnvConfig } = require(require.resolve('@next/env', { paths: [next] }))
    console.log(JSON.stringify(loadEnvConfig(process.argv[1], false).parsedEnv))`
  const env = { PATH: process.env.PATH, NODE_ENV: 'production' as const }
  const theirs = execFileSync(process.execPath, ['-e', script, root], { env, encoding: 'utf8' })
  expect({ ...fileSettings(root, 'production') }).toEqual(JSON.parse(theirs))
})

test('when there is no env file, there are no settings, and what cannot be read is named', () => {
  expect(fileSettings(root, 'production')).toEqual({})
  mkdirSync(join(root, '.env.local'))
  expect(refusal()).toMatch(/\.env\.local cannot be read \(EISDIR\)/)
})
