import { CommandError } from '../../scripts/lib/command-error.mjs'

/**
 * A table as both databases can say it.
 *
 * @typedef {{ name: string, kind: 'text' | 'integer', type: string }} Column `type` is the
 *   database's own word
 * @typedef {{ name: string, columns: Column[], key: string[], parents: string[] }} Table `columns`
 *   sorted by name, so that a row is the same list of values on both sides
 */

/** What each type of column holds, as both databases can hold it. A boolean is 0 or 1 on SQLite. */
const KINDS = { text: 'text', integer: 'integer', bigint: 'integer', boolean: 'integer' }

/** An identifier, quoted for either database. */
export const quoted = (name) => `"${name.replaceAll('"', '""')}"`

/**
 * Makes a table of what a database's catalogue says about it.
 *
 * @param {string} name
 * @param {{ name: string, type: string }[]} columns
 * @param {{ key: string[], parents: string[] }} more
 * @returns {Table}
 * @throws CommandError on what this cannot move
 */
export function describeTable(name, columns, { key, parents }) {
  if (key.length === 0)
    throw new CommandError(`The table ${name} has no primary key to copy it by.`)
  const described = columns.map((column) => {
    const type = column.type.toLowerCase()
    const kind = KINDS[type]
    if (!kind) {
      throw new CommandError(
        `The column ${name}.${column.name} is of the type ${type}, which cannot be moved.`,
      )
    }
    return { name: column.name, kind, type }
  })
  described.sort((a, b) => (a.name < b.name ? -1 : 1))
  return { name, columns: described, key, parents: parents.filter((parent) => parent !== name) }
}

/** Puts parents before their children, so that no row is written before the one it refers to. */
export function parentsFirst(tables) {
  const ordered = []
  const waiting = [...tables].sort((a, b) => (a.name < b.name ? -1 : 1))
  while (waiting.length > 0) {
    const isReady = (table) => !waiting.some(({ name }) => table.parents.includes(name))
    const next = waiting.findIndex(isReady)
    if (next === -1) {
      const names = waiting.map(({ name }) => name).join(', ')
      throw new CommandError(`The tables ${names} refer to each other in a circle.`)
    }
    ordered.push(...waiting.splice(next, 1))
  }
  return ordered
}

/**
 * Holds the two schemas to be the same.
 *
 * @param {Table[]} source
 * @param {Table[]} target
 * @throws CommandError that names the first difference
 */
export function compareSchemas(source, target) {
  const difference =
    onlyIn(source, target, 'source', 'table ') ??
    onlyIn(target, source, 'target', 'table ') ??
    source
      .map((table) =>
        tableDifference(
          table,
          target.find(({ name }) => name === table.name),
        ),
      )
      .find(Boolean)
  if (!difference) return
  throw new CommandError(
    `Source and target differ: ${difference}. Start the app of this version once on the source, which migrates it, and copy again.`,
  )
}

function onlyIn(these, those, side, what) {
  const found = these.find(({ name }) => !those.some((other) => other.name === name))
  return found && `only the ${side} has the ${what}${found.name}`
}

function tableDifference(a, b) {
  const column =
    onlyIn(a.columns, b.columns, 'source', `column ${a.name}.`) ??
    onlyIn(b.columns, a.columns, 'target', `column ${a.name}.`)
  if (column) return column
  const changed = a.columns.find((one, index) => one.kind !== b.columns[index].kind)
  if (changed) return `${a.name}.${changed.name} is of different types`
  if (a.key.join() !== b.key.join()) return `${a.name} has different primary keys`
}
