import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import util from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { pepperName } from '../../lib/auth/passwords/password-hash'
import { secretWeakness } from '../../lib/config/secret-strength'
import { parseSigningKeys } from '../../lib/config/signing-keys'
import { checkSigningKeys } from '../../lib/config/signing-keys-check'
import { KeysError, run, unwritable } from '../../scripts/lib/keys/commands.mjs'
import { ALGORITHMS } from '../../scripts/lib/keys/jwk.mjs'
import { root } from '../../scripts/lib/paths.mjs'

const SECRET = '9vXk2mQe7Jr0ZbW4nLhT6yUcA1sDfGpO8iKxNzBvC3w'

let directory
let file
let printed

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'app-keys-'))
  file = join(directory, '.env.local')
  printed = []
})
afterEach(() => rmSync(directory, { recursive: true }))

const keys = (words, options = {}) =>
  run(words.split(' '), { file, ...options }, (line) => printed.push(line))
const settings = () => util.parseEnv(readFileSync(file, 'utf8'))
const set = () => JSON.parse(settings().AUTH_SIGNING_KEYS).keys
const kids = () => set().map(({ kid }) => kid)

describe('when a key is made', () => {
  it.each(ALGORITHMS)('for %s is one that the app starts with', async (algorithm) => {
    await keys('generate', { algorithm })
    const parsed = parseSigningKeys(settings().AUTH_SIGNING_KEYS, algorithm)
    expect(parsed.ok && (await checkSigningKeys(parsed.keys))).toEqual([])
    expect(settings().AUTH_ALGORITHM).toBe(algorithm)
  })

  it('without an algorithm, it is Ed25519, and never another by mistake', async () => {
    await keys('generate')
    expect(set()).toEqual([expect.objectContaining({ alg: 'Ed25519', crv: 'Ed25519' })])
    await expect(keys('add', { algorithm: 'RS256' })).rejects.toThrow(/--algorithm is one of/)
    expect(set()).toHaveLength(1)
  })
})

it('when keys are rotated, each key still needed verifies after every step', async () => {
  await keys('generate', { algorithm: 'ES256' })
  const [first] = kids()
  await keys('add')
  const [, second] = kids()
  expect(kids()).toEqual([first, second])
  await keys('promote')
  expect(kids()).toEqual([second, first])
  await keys('retire')
  expect(kids()).toEqual([second])
})

it('when the next key has another algorithm, that changes no earlier than the key signs', async () => {
  await keys('generate', { algorithm: 'ES256' })
  await keys('add', { algorithm: 'Ed25519' })
  expect(settings().AUTH_ALGORITHM).toBe('ES256')
  await keys('promote')
  expect(settings().AUTH_ALGORITHM).toBe('Ed25519')
  expect(parseSigningKeys(settings().AUTH_SIGNING_KEYS, 'Ed25519').ok).toBe(true)
})

it('when a key is named, it is the one that is taken', async () => {
  await keys('generate')
  await keys('add')
  await keys('add')
  const [first, second, third] = kids()
  await keys(`promote ${second}`)
  expect(kids()).toEqual([second, first, third])
  await expect(keys('retire')).rejects.toThrow(/Say which/)
  await keys(`retire ${first}`)
  expect(kids()).toEqual([second, third])
  printed = []
  await keys('list')
  expect(printed).toEqual([`Ed25519 key ${second} signs`, `Ed25519 key ${third} verifies`])
})

it.each([
  ['generate over a set', ['generate'], 'generate', /signing keys already/],
  ['add without a set', [], 'add', /First: npm run keys -- generate/],
  ['promote with one key', ['generate'], 'promote', /no other key/],
  ['promote a stranger', ['generate', 'add'], 'promote x', /no key of that name/],
  ['retire with one key', ['generate'], 'retire', /signs cannot be retired/],
  ['retire an empty name', ['generate', 'add'], 'retire ', /name for "retire" is empty/],
  ['retire a stranger', ['generate', 'add'], 'retire x', /no key of that name/],
  ['list without a set', [], 'list', /First: npm run keys -- generate/],
  ['a command there is not', [], 'rotate', /^There is no command "rotate"\.\nUsage/],
  ['a member of every object', [], 'constructor', /^There is no command/],
  ['no command', [], '', /^Usage/],
  ['a word too many', ['generate'], 'list x y', /^Unexpected argument "x" of "list"/],
])(
  'when the command is wrong, refuses it and changes nothing: %s',
  async (_, before, words, message) => {
    for (const step of before) await keys(step)
    const text = before.length > 0 ? readFileSync(file, 'utf8') : undefined
    const refused = await keys(words).catch((error) => error)
    expect(refused).toBeInstanceOf(KeysError)
    expect(refused.message).toMatch(message)
    if (text !== undefined) expect(readFileSync(file, 'utf8')).toBe(text)
  },
)

it('when the key signs, it cannot be retired, by name either', async () => {
  await keys('generate')
  await keys('add')
  await expect(keys(`retire ${kids()[0]}`)).rejects.toThrow(/signs cannot be retired/)
  expect(kids()).toHaveLength(2)
})

it('when any command runs, it prints no private number and no secret', async () => {
  writeFileSync(file, `AUTH_SECRET=${SECRET}\n`)
  const seen = new Set([SECRET])
  const note = () => {
    const { AUTH_SECRET, AUTH_SECRET_PREVIOUS, AUTH_SIGNING_KEYS } = settings()
    for (const value of [AUTH_SECRET, AUTH_SECRET_PREVIOUS]) if (value) seen.add(value)
    for (const { d, p, q, dp, dq, qi } of JSON.parse(AUTH_SIGNING_KEYS ?? '{"keys":[]}').keys) {
      for (const value of [d, p, q, dp, dq, qi]) if (value) seen.add(value)
    }
  }
  await keys('generate', { algorithm: 'PS256' })
  for (const words of ['add', 'list', 'promote', 'generate', 'retire', 'retire', 'list']) {
    await keys(words).catch(({ message }) => printed.push(message))
    note()
  }
  for (const words of ['add', 'list', 'promote', 'add', 'retire', 'list']) {
    await keys(words, { secret: true }).catch(({ message }) => printed.push(message))
    note()
  }
  expect(seen.size).toBe(2 + 2 * 6)
  for (const value of seen) expect(printed.join('\n')).not.toContain(value)
})

it('when the image would have to be written, says to mount a folder; elsewhere it says nothing', () => {
  const error = { code: 'EACCES', path: `${root}.env.local.lock` }
  expect(unwritable(error, true)).toMatch(/Mount a folder.*--file/)
  expect(unwritable(error, false)).toBeNull()
  expect(unwritable({ ...error, path: '/settings/.env.local.lock' }, true)).toBeNull()
})

describe('AUTH_SECRET', () => {
  it('when it is rotated, the new one verifies before it signs, the old one after', async () => {
    writeFileSync(file, `AUTH_SECRET=${SECRET}\n`)
    await keys('add', { secret: true })
    const { AUTH_SECRET_PREVIOUS: next } = settings()
    expect(settings()).toEqual({ AUTH_SECRET: SECRET, AUTH_SECRET_PREVIOUS: next })
    expect(secretWeakness(next)).toBeNull()
    await keys('promote', { secret: true })
    expect(settings()).toEqual({ AUTH_SECRET: next, AUTH_SECRET_PREVIOUS: SECRET })
    await keys('retire', { secret: true })
    expect(settings()).toEqual({ AUTH_SECRET: next })
  })

  it.each([
    ['add', '', /"npm start" makes one/],
    ['promote', `AUTH_SECRET=${SECRET}`, /no second secret/],
    ['retire', `AUTH_SECRET=${SECRET}`, /no second secret/],
    ['add', `AUTH_SECRET=${SECRET}\nAUTH_SECRET_PREVIOUS=x`, /second secret already/],
    ['generate', `AUTH_SECRET=${SECRET}`, /^There is no command "generate --secret"/],
  ])('when %s does not fit, it is refused', async (words, text, message) => {
    writeFileSync(file, text)
    await expect(keys(words, { secret: true })).rejects.toThrow(message)
    expect(readFileSync(file, 'utf8')).toBe(text)
  })
})

describe('AUTH_PEPPER', () => {
  it('when it is changed, the new one verifies before it hashes, and the old one after', async () => {
    writeFileSync(file, `AUTH_PEPPER=${SECRET}\n`)
    await keys('add', { pepper: true })
    const { AUTH_PEPPER_PREVIOUS: next } = settings()
    expect(settings()).toEqual({ AUTH_PEPPER: SECRET, AUTH_PEPPER_PREVIOUS: next })
    expect(secretWeakness(next)).toBeNull()
    await keys('promote', { pepper: true })
    expect(settings()).toEqual({ AUTH_PEPPER: next, AUTH_PEPPER_PREVIOUS: SECRET })
    printed = []
    await keys('list', { pepper: true })
    expect(printed).toEqual([
      `AUTH_PEPPER ${pepperName(next)} hashes`,
      `AUTH_PEPPER_PREVIOUS ${pepperName(SECRET)} verifies`,
    ])
    await keys(`retire ${pepperName(SECRET)}`, { pepper: true })
    expect(settings()).toEqual({ AUTH_PEPPER: next })
    expect(printed.join()).not.toContain(next)
  })

  it('when there is none, the first one comes in the same steps', async () => {
    await keys('add', { pepper: true })
    const { AUTH_PEPPER_PREVIOUS: next } = settings()
    await keys('promote', { pepper: true })
    expect(settings()).toEqual({ AUTH_PEPPER: next })
  })

  it.each([
    ['list', '', /no pepper/],
    ['promote', `AUTH_PEPPER=${SECRET}`, /no second pepper/],
    ['retire', `AUTH_PEPPER=${SECRET}`, /no second pepper/],
    ['retire', `AUTH_PEPPER=x\nAUTH_PEPPER_PREVIOUS=${SECRET}`, /could never sign in again/],
    ['retire 01234567', `AUTH_PEPPER_PREVIOUS=${SECRET}`, /could never sign in again/],
    ['add', `AUTH_PEPPER_PREVIOUS=${SECRET}`, /second pepper already/],
    ['generate', `AUTH_PEPPER=${SECRET}`, /^There is no command "generate --pepper"/],
  ])('when %s does not fit, it is refused', async (words, text, message) => {
    writeFileSync(file, text)
    await expect(keys(words, { pepper: true })).rejects.toThrow(message)
    await expect(keys(words, { pepper: true, secret: true })).rejects.toThrow(
      /^It is --secret or --pepper, not both/,
    )
    expect(readFileSync(file, 'utf8')).toBe(text)
  })
})

describe('when the file is written', () => {
  it('it is for its owner only, also where it was not, and nothing is left beside it', async () => {
    writeFileSync(file, 'PORT=3001\n', { mode: 0o644 })
    await keys('generate')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readdirSync(directory)).toEqual(['.env.local'])
  })

  it('it keeps its other lines, and one line of each setting', async () => {
    const before = '# mine\nPORT=3001\nAUTH_ALGORITHM=HS256\nexport AUTH_ALGORITHM=HS256\n\n# end'
    writeFileSync(file, before)
    await keys('generate')
    const lines = readFileSync(file, 'utf8').split('\n')
    expect(lines.slice(0, 5)).toEqual([
      '# mine',
      'PORT=3001',
      'AUTH_ALGORITHM=Ed25519',
      '',
      '# end',
    ])
    expect(lines[5]).toMatch(/^AUTH_SIGNING_KEYS=\{/)
    expect(lines.slice(6)).toEqual([''])
  })

  it('and a setting goes over several lines, it is left as it is', async () => {
    const text = 'AUTH_ALGORITHM="HS\n256"\n'
    writeFileSync(file, text)
    await expect(keys('generate')).rejects.toThrow(/on one line/)
    expect(readFileSync(file, 'utf8')).toBe(text)
  })

  it('and is a link, it stays one', async () => {
    const target = join(directory, 'kept.env')
    writeFileSync(target, 'PORT=3001\n')
    symlinkSync(target, file)
    await keys('generate')
    expect(readFileSync(target, 'utf8')).toMatch(/^PORT=3001\nAUTH_ALGORITHM=Ed25519\n/)
    expect(statSync(target).mode & 0o777).toBe(0o600)
  })

  it('by two changes at the same time, neither is lost', async () => {
    await keys('generate')
    await Promise.all(Array.from({ length: 6 }, () => keys('add')))
    expect(new Set(kids()).size).toBe(7)
  })
})
