import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fileSettings } from '../../lib/config/env-files.mjs'
import { makeSecret, secretLines } from '../../scripts/lib/secret.mjs'

describe('secretLines', () => {
  it('when a file has no end of line, starts a new line', () => {
    expect(secretLines('', 'S')).toMatch(/^# .*\nAUTH_SECRET=S\n$/)
    expect(`PORT=1${secretLines('PORT=1', 'S')}`).toMatch(/^PORT=1\n\n# .*\nAUTH_SECRET=S\n$/)
    expect(`PORT=1\n${secretLines('PORT=1\n', 'S')}`).toMatch(/^PORT=1\n\n# .*\nAUTH_SECRET=S\n$/)
  })
})

describe('makeSecret', () => {
  let root
  let file
  const make = (environment = {}) => makeSecret(root, 'production', environment)
  const secret = () => fileSettings(root, 'production').AUTH_SECRET

  beforeEach(() => {
    root = join(mkdtempSync(join(tmpdir(), 'app-secret-')), '/')
    file = `${root}.env.local`
  })
  afterEach(() => rmSync(root, { recursive: true }))

  it('when there is none, makes 32 random bytes in a file that only the owner can read', async () => {
    expect(await make()).toBe(true)
    expect(secret()).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(existsSync(`${file}.lock`)).toBe(false)
  })

  it('when there is one, makes no other', async () => {
    await make()
    const text = readFileSync(file, 'utf8')
    expect(await make()).toBe(false)
    expect(readFileSync(file, 'utf8')).toBe(text)
  })

  it('when the file has lines, loses none, and fills an empty setting by a later line', async () => {
    const before = '# mine\nAUTH_SECRET=\nPORT=3001'
    writeFileSync(file, before, { mode: 0o644 })
    await make()
    expect(readFileSync(file, 'utf8').startsWith(`${before}\n`)).toBe(true)
    expect(secret()).toHaveLength(43)
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it.each(['.env', '.env.local', '.env.production'])(
    'when %s has one, leaves it alone',
    async (name) => {
      writeFileSync(`${root}${name}`, 'AUTH_SECRET=mine\n')
      expect(await make()).toBe(false)
      expect(secret()).toBe('mine')
    },
  )

  it('when the environment has one, leaves it alone', async () => {
    expect(await make({ AUTH_SECRET: 'mine' })).toBe(false)
    expect(existsSync(file)).toBe(false)
  })

  it('when starts race, they make one between them', async () => {
    const made = await Promise.all(Array.from({ length: 8 }, () => make()))
    expect(made.filter(Boolean)).toHaveLength(1)
    expect(readFileSync(file, 'utf8').match(/^AUTH_SECRET=/gm)).toHaveLength(1)
  })

  it('when the folder of its file is not there, names it', async () => {
    await expect(makeSecret(`${root}none/`, 'production', {})).rejects.toThrow(
      `There is no folder ${root}none.`,
    )
  })

  it('when a lock stays, says what to do about it', async () => {
    writeFileSync(`${file}.lock`, '')
    await expect(make()).rejects.toThrow(/delete it/)
    expect(existsSync(file)).toBe(false)
  })
})
