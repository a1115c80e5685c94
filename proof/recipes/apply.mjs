/** Carries a recipe of docs/recipes out: its code blocks name the files that they make or change. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * A block `tsx path` makes a file. A block `diff path` changes one: the lines that begin with a blank
 * or a minus stand in the file once, one after the other, and the others come in between.
 *
 * @param {string} markdown
 * @returns {{ kind: 'file' | 'diff', path: string, text: string }[]} in their order
 */
export function stepsOf(markdown) {
  return [...markdown.matchAll(/^```(\w+) (\S+)\n([\s\S]*?)^```$/gm)].map(
    ([, language, path, text]) => ({ kind: language === 'diff' ? 'diff' : 'file', path, text }),
  )
}

/** @param {string} folder a copy of the project */
export function applyStep({ kind, path, text }, folder) {
  const file = join(folder, path)
  if (kind === 'file') {
    if (existsSync(file)) throw new Error(`${path} is there already`)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    return
  }
  const lines = text.trimEnd().split('\n')
  const side = (sign) =>
    lines.filter((line) => line[0] !== sign).map((line) => `${line.slice(1)}\n`)
  const before = readFileSync(file, 'utf8')
  const parts = before.split(side('+').join(''))
  if (parts.length !== 2) throw new Error(`${path} has this ${parts.length - 1} times:\n${text}`)
  writeFileSync(file, parts.join(side('-').join('')))
}
