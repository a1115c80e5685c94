// Machine: a clone need not edit this file.
import { readMigrationFiles } from 'drizzle-orm/migrator'

/**
 * Drizzle applies the migrations that are newer than the newest one that was applied. After a merge one
 * may be older than that: it would be left out without a word, and its tables would be missing later.
 *
 * @param folder with the committed migrations
 * @param applied the times (`when`, in milliseconds) of those that the database has
 * @throws Error that says which migration it is and what to do; nothing was changed
 */
export function refuseLeftOut(folder: string, applied: number[]): void {
  const newest = Math.max(...applied)
  const leftOut = readMigrationFiles({ migrationsFolder: folder }).find(
    ({ folderMillis }) => folderMillis < newest && !applied.includes(folderMillis),
  )
  if (!leftOut) return
  throw new Error(
    `A migration in ${folder} is older than one that this database has, and would be left out. In meta/_journal.json, move the entry with "when": ${leftOut.folderMillis} to the end and give it a "when" after ${newest}.`,
  )
}
