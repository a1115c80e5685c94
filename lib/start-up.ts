import { migrateDatabase } from '../db/migrate'
import { ConfigError, config } from './config'
import { prepareIncomingRequests } from './http/incoming'
import { log } from './log/log'

/** Checks the settings, migrates, and refuses to serve on anything that is wrong. */
export async function startUp(): Promise<void> {
  try {
    await migrateDatabase(config().databaseUrl)
    log.info({ event: 'sys_startup' })
    prepareIncomingRequests()
  } catch (error) {
    process.stderr.write(`\n${explain(error)}\n\n`)
    process.exit(1)
  }
}

/** One line a problem: what is wrong and what to do. */
function explain(error: unknown): string {
  if (error instanceof ConfigError) return error.message
  const reason = error instanceof Error ? error.message : String(error)
  return `DATABASE_URL cannot be opened or migrated: ${reason}. Check the path and its permissions.`
}
