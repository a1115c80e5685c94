/** How often a table's progress is told, in milliseconds. */
const INTERVAL = 1000

export const grouped = (number) => number.toLocaleString('en-US')

/** "1 row", "2 rows". */
export const rows = (number) => `${grouped(number)} ${number === 1 ? 'row' : 'rows'}`

/**
 * Tells how far a table is: after its first batch, then once a second, and at its end.
 *
 * @param {string} name
 * @param {(line: string) => void} write
 * @param {() => number} clock in milliseconds
 */
export function createProgress(name, write, clock = () => performance.now()) {
  const started = clock()
  let told = Number.NEGATIVE_INFINITY
  return ({ done, total, skipped }) => {
    const now = clock()
    if (done < total && now - told < INTERVAL) return
    told = now
    const percent = Math.floor((100 * done) / Math.max(total, 1))
    const rate = Math.round((1000 * (done - skipped)) / Math.max(now - started, 1))
    write(`  ${name}: ${grouped(done)} of ${rows(total)}, ${percent} %, ${grouped(rate)} rows/s`)
  }
}
