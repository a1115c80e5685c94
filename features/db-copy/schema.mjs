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
 * Makes tables of what a database's catalogue says about them.
 *
 * @param {[table: string, column: string, type: string, place: number | null][]} columns `place` in the
 *   primary key
 * @param {[table: string, parent: string][]} parents
 * @returns {Table[]}
 * @throws CommandError on what this cannot move
 */
export function describeTables(columns, parents) {
  return [...new Set(columns.map(([table]) => table))].sort().map((name) => {
    const own = columns
      .filter(([table]) => table === name)
      .map(([, column, type, place]) => ({ ...describe(name, column, type.toLowerCase()), place }))
    const key = own.filter(({ place }) => place !== null).sort((a, b) => a.place - b.place)
    if (key.length === 0) {
      throw new CommandError(`The table ${name} has no primary key to copy it by.`)
    }
    return {
      name,
      columns: own
        .map(({ name, kind, type }) => ({ name, kind, type }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
      key: key.map((column) => column.name),
      parents: parents
        .filter(([table, parent]) => table === name && parent !== name)
        .map(([, parent]) => parent),
    }
  })
}

function describe(table, name, type) {
  if (KINDS[type]) return { name, kind: KINDS[type], type }
  throw new CommandError(
    `The column ${table}.${name} is of the type ${type}, which cannot be moved.`,
  )
}

/** Puts parents before their children, so that no row is written before the one it refers to. */
export function parentsFirst(tables) {
  const ordered = []
  const waiting = [...tables]
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
  const [here, there] = [source, target].map((tables) => tables.flatMap(partsOf))
  const difference = onlyIn(here, there, 'source') ?? onlyIn(there, here, 'target')
  if (!difference) return
  throw new CommandError(
    `Source and target differ: ${difference}. Start the app of this version once on the source, which migrates it, and copy again.`,
  )
}

const partsOf = ({ name, columns, key }) => [
  ...columns.map((column) => `the column ${name}.${column.name} with ${column.kind} in it`),
  `the primary key ${name}(${key})`,
]

function onlyIn(these, those, side) {
  const part = these.find((one) => !those.includes(one))
  return part && `only the ${side} has ${part}`
}
