/** Rows in a transaction; also how many are held in memory at a time. */
export const BATCH = 1000

/** Where the values of a table's key are in its rows. */
export const keyOf = (table) => {
  const indexes = table.key.map((key) => table.columns.findIndex(({ name }) => name === key))
  return (row) => indexes.map((index) => row[index])
}

/**
 * Writes what the target does not have, in key order, a transaction a batch. So what is there after
 * an interruption is a beginning of the source, and copying goes on after its last key. Where the
 * target holds anything else, copying begins at the beginning and passes over what is there.
 *
 * @param {import('./store.mjs').Store} source inside a snapshot
 * @param {import('./store.mjs').Store} target
 * @param {{ from: import('./schema.mjs').Table, to: import('./schema.mjs').Table }} table as each
 *   side describes it
 * @param {{ overwrite: boolean, onProgress(progress: { done: number, total: number, skipped: number }): void }} options
 * @returns {Promise<{ total: number, skipped: number, inserted: number, updated: number }>}
 */
export async function copyTable(source, target, { from, to }, { overwrite, onProgress }) {
  const total = await source.count(from)
  const last = overwrite ? undefined : await target.lastKey(to)
  const held = last ? await target.count(to) : 0
  const skipped = last && (await source.countUpTo(from, last)) === held ? held : 0
  const result = { total, skipped, inserted: 0, updated: 0 }
  let done = skipped
  for await (const rows of source.batches(from, skipped > 0 ? last : undefined, BATCH)) {
    const { inserted, updated } = await target.write(to, rows, { overwrite })
    result.inserted += inserted
    result.updated += updated
    done += rows.length
    onProgress({ done, total, skipped })
  }
  return result
}
