import { createHash } from 'node:crypto'

/**
 * Reads a table on both sides, in key order, each side in one snapshot, and compares every value.
 *
 * The checksum is the SHA-256 of all rows as lines of JSON: a list of the values in the order of
 * their columns' names, each as text or null. It is the same on every database.
 *
 * @param {import('./store.mjs').Store} source inside a snapshot
 * @param {import('./store.mjs').Store} target inside a snapshot
 * @param {{ from: import('./schema.mjs').Table, to: import('./schema.mjs').Table }} table
 * @returns {Promise<{ equal: boolean, source: Side, target: Side, missing: number, extra: number,
 *   differing: number }>} in rows: missing in the target, only in the target, in both but differing
 * @typedef {{ count: number, checksum: string }} Side
 */
export async function verifyTable(source, target, { from, to }) {
  const here = reader(source, from)
  const there = reader(target, to)
  try {
    return await compare(here, there, keyOrder(from))
  } finally {
    // A read that is left in the middle would keep its connection busy.
    await Promise.all([here.end(), there.end()])
  }
}

async function compare(here, there, compareKeys) {
  let missing = 0
  let extra = 0
  let differing = 0
  let [a, b] = [await here.next(), await there.next()]
  while (a || b) {
    const order = a && b ? compareKeys(a.key, b.key) : a ? -1 : 1
    if (order < 0) missing += 1
    else if (order > 0) extra += 1
    else if (a.line !== b.line) differing += 1
    if (order <= 0) a = await here.next()
    if (order >= 0) b = await there.next()
  }
  const sides = { source: here.side(), target: there.side() }
  const equal =
    sides.source.count === sides.target.count && sides.source.checksum === sides.target.checksum
  return { equal, ...sides, missing, extra, differing }
}

/** One side's rows, one at a time, counted and hashed as they go by. */
function reader(store, table) {
  const batches = store.batches(table)
  const places = table.key.map((key) => table.columns.findIndex(({ name }) => name === key))
  const hash = createHash('sha256')
  let rows = []
  let at = 0
  let count = 0
  return {
    async next() {
      if (at === rows.length) {
        rows = (await batches.next()).value ?? []
        at = 0
        if (rows.length === 0) return null
      }
      const row = rows[at]
      const line = `${JSON.stringify(row)}\n`
      hash.update(line)
      at += 1
      count += 1
      return { key: places.map((place) => row[place]), line }
    },
    end: () => batches.return(),
    side: () => ({ count, checksum: hash.digest('hex') }),
  }
}

/** As both databases order: text by its bytes in UTF-8, which JavaScript's `<` does not. */
function keyOrder(table) {
  const kinds = table.key.map((key) => table.columns.find(({ name }) => name === key).kind)
  const compare = {
    text: (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)),
    integer: (a, b) => Number(BigInt(a) - BigInt(b)),
  }
  return (a, b) => {
    for (const [index, kind] of kinds.entries()) {
      const order = compare[kind](a[index], b[index])
      if (order !== 0) return order
    }
    return 0
  }
}
