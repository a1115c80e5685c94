import { statSync } from 'node:fs'
import { isThere, parseAddress } from '../../scripts/lib/address.mjs'
import { CommandError } from '../../scripts/lib/command-error.mjs'
import { createProgress, grouped, rows } from './progress.mjs'
import { copyTable } from './rows.mjs'
import { compareSchemas, parentsFirst } from './schema.mjs'
import { openStore } from './store.mjs'
import { verifyTable } from './verify.mjs'

/**
 * Copies every row of the app from one database to another and verifies that both are equal.
 * Nothing is deleted, and nothing overwritten unless asked for.
 *
 * @param {{ from?: string, to?: string, overwrite?: boolean }} options database URLs
 * @param {(line: string) => void} write tells how it goes
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
      for (const pair of pairs) await copyOne(source, target, pair, overwrite, write)
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

async function copyOne(source, target, pair, overwrite, write) {
  const { name } = pair.from
  const onProgress = createProgress(name, write)
  const { total, skipped, inserted, updated } = await copyTable(source, target, pair, {
    overwrite,
    onProgress,
  })
  if (skipped > 0) write(`  ${name}: the first ${rows(skipped)} were there already.`)
  const left = total - skipped - inserted - updated
  if (left > 0) write(`  ${name}: ${rows(left)} were there already and stay as they are.`)
  if (overwrite) write(`  ${name}: ${rows(updated)} differed and were overwritten.`)
  if (total === 0) write(`  ${name}: no rows.`)
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
