import { statSync } from 'node:fs'
import { isThere, parseAddress } from '../../scripts/lib/address.mjs'
import { CommandError, reasonOf } from '../../scripts/lib/command-error.mjs'
import { compareSchemas, parentsFirst } from './schema.mjs'
import { openStore } from './store.mjs'
import { verifyTable } from './verify.mjs'

/** How often progress is printed, in milliseconds. */
const INTERVAL = 1000

const grouped = (number) => number.toLocaleString('en-US')
const rows = (number) => `${grouped(number)} ${number === 1 ? 'row' : 'rows'}`

/**
 * Copies every row of the app from one database to another and verifies that both are equal.
 * Nothing is deleted, and nothing overwritten unless asked for.
 *
 * @param {{ from?: string, to?: string, overwrite?: boolean }} options database URLs
 * @param {(line: string) => void} write prints how it goes
 * @throws CommandError when it is refused, breaks off, or the two differ at the end
 */
export async function move({ from, to, overwrite = false }, write) {
  const [fromAddress, toAddress] = [parseAddress(from, '--from'), parseAddress(to, '--to')]
  refuseFiles(fromAddress, toAddress)
  write(`From ${fromAddress.label} to ${toAddress.label}.`)
  write('The app must be stopped: what it writes from now on is not copied.')

  const source = await openStore(fromAddress, 'source')
  try {
    await source.snapshot()
    const sourceTables = parentsFirst(await source.tables())
    if (sourceTables.length === 0) {
      throw new CommandError(`The source ${source.label} holds no tables of the app.`)
    }
    const target = await openStore(toAddress, 'target')
    try {
      await target.migrate()
      const targetTables = await target.tables()
      compareSchemas(sourceTables, targetTables)
      const pairs = sourceTables.map((table) => ({
        from: table,
        to: targetTables.find(({ name }) => name === table.name),
      }))
      for (const pair of pairs) await copyTable(source, target, pair, overwrite, write)
      await target.snapshot()
      await verify(source, target, pairs, write)
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
}

/** What can be known of files without opening them: opening a missing one would make it. */
function refuseFiles(from, to) {
  if (from.kind !== 'sqlite') return
  if (!isThere(from.file)) throw new CommandError(`There is no file ${from.file} to copy from.`)
  if (to.kind !== 'sqlite' || !isThere(to.file)) return
  const [a, b] = [statSync(from.file), statSync(to.file)]
  if (a.dev === b.dev && a.ino === b.ino) {
    throw new CommandError('Source and target are the same file.')
  }
}

/** A transaction a batch, in key order. What is there already is passed over, after an interruption as well. */
async function copyTable(source, target, { from, to }, overwrite, write) {
  const sum = { inserted: 0, updated: 0 }
  const started = performance.now()
  let printed = started
  let done = 0
  const say = (text) => write(`  ${from.name}: ${text}`)
  for await (const batch of source.batches(from)) {
    const { inserted, updated } = await target.write(to, batch, { overwrite }).catch((error) => {
      throw new CommandError(
        `The target did not take rows of ${to.name}: ${reasonOf(error)}. What was copied stays; the same command goes on from there.`,
      )
    })
    sum.inserted += inserted
    sum.updated += updated
    done += batch.length
    const now = performance.now()
    if (done > batch.length && now - printed < INTERVAL) continue
    printed = now
    say(`${rows(done)}, ${grouped(Math.round((1000 * done) / (now - started)))} rows/s`)
  }
  const left = done - sum.inserted - sum.updated
  say(`${rows(sum.inserted)} copied.`)
  if (left > 0) say(`${rows(left)} were there already and stay as they are.`)
  if (overwrite) say(`${rows(sum.updated)} differed and were overwritten.`)
}

async function verify(source, target, pairs, write) {
  write('Verifying.')
  const problems = []
  for (const pair of pairs) {
    const { name } = pair.from
    const found = await verifyTable(source, target, pair)
    if (found.equal) {
      write(
        `  ${name}: ${rows(found.source.count)} on both sides, SHA-256 ${found.source.checksum}`,
      )
    } else problems.push(`${name} (${difference(found)})`)
  }
  if (problems.length > 0) {
    throw new CommandError(`Source and target are not equal: ${problems.join('; ')}.`)
  }
  write('Equal. Set DATABASE_URL to the target, keep AUTH_SECRET, and start the app.')
}

function difference({ source, target, missing, extra, differing }) {
  const parts = [`${grouped(source.count)} against ${rows(target.count)}`]
  if (missing > 0) parts.push(`${grouped(missing)} missing in the target`)
  if (extra > 0) parts.push(`${grouped(extra)} only in the target`)
  if (differing > 0) parts.push(`${grouped(differing)} differing, which --overwrite would update`)
  return parts.join(', ')
}
