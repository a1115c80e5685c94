import { randomBytes } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import util from 'node:util'
import { parseEnvText, readEnvText } from '../../../lib/config/env-files.mjs'
import { withLock } from '../secret.mjs'

/**
 * Changes settings in the text of an env file. Every other line stays as it is; where a name is
 * there more than once the last counts, so that one is written and the others go.
 *
 * @param {string} text the file as it is
 * @param {Record<string, string | null>} changes null removes a setting
 * @throws Error where the file is written in a way that this does not understand
 */
export function changeSettings(text, changes) {
  const names = Object.keys(changes)
  const nameOf = (line) => /^\s*(?:export\s+)?([A-Z_]+)\s*=/.exec(line)?.[1]
  const lines = text.replace(/\n$/, '').split('\n')
  const kept = text === '' ? [] : lines
  const places = new Map()
  for (const [index, line] of kept.entries()) {
    if (names.includes(nameOf(line))) places.set(nameOf(line), index)
  }
  const changed = kept.flatMap((line, index) => {
    const name = nameOf(line)
    if (!names.includes(name)) return [line]
    return places.get(name) === index && changes[name] !== null ? [`${name}=${changes[name]}`] : []
  })
  const added = names
    .filter((name) => !places.has(name) && changes[name] !== null)
    .map((name) => `${name}=${changes[name]}`)
  const result = `${[...changed, ...added].join('\n')}\n`

  const before = util.parseEnv(text)
  const wanted = { ...before }
  for (const name of names) {
    if (changes[name] === null) delete wanted[name]
    else wanted[name] = changes[name]
  }
  // Some versions of Node read past the rest of a value whose first line was replaced.
  const inOneLine = names.every((name) => !before[name]?.includes('\n'))
  if (!inOneLine || !util.isDeepStrictEqual({ ...util.parseEnv(result) }, wanted)) {
    throw new Error('A setting goes over several lines. Write each on one line first.')
  }
  return result
}

/**
 * Changes the settings of an env file as one step: a reader sees the old file or the new
 * one, also after a power cut, and only its owner can read either. Two changes at the same time wait
 * for each other, and for a start that makes AUTH_SECRET.
 *
 * @template Result
 * @param {string} file
 * @param {(settings: Record<string, string>) => { changes: Record<string, string | null>, result: Result }} decide
 * @returns {Promise<Result>}
 */
export function updateEnvFile(file, decide) {
  return withLock(`${file}.lock`, () => {
    const text = readEnvText(file)
    const { changes, result } = decide(parseEnvText(text, file))
    replaceFile(file, changeSettings(text, changes))
    return result
  })
}

function replaceFile(file, text) {
  const target = resolveLink(file)
  const temporary = `${target}.${randomBytes(6).toString('hex')}.tmp`
  // From the first byte on, only the owner may read it.
  const descriptor = openSync(temporary, 'wx', 0o600)
  try {
    writeSync(descriptor, text)
    fsyncSync(descriptor)
    closeSync(descriptor)
    renameSync(temporary, target)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

/** A link stays one: what it leads to is replaced. */
function resolveLink(file) {
  try {
    return realpathSync(file)
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
    return file
  }
}
