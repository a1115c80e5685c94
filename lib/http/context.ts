import { openDatabase } from '../../db/client'
import type { AuthContext } from '../auth/context'
import { config } from '../config'

/** One connection a process, kept where a reload of this module in development finds it again. */
const kept = globalThis as { hallpassConnection?: ReturnType<typeof openDatabase> }

/** The settings, the database and the time, for one request. */
export function authContext(): AuthContext {
  const settings = config()
  kept.hallpassConnection ??= openDatabase(settings.databaseUrl)
  return { config: settings, db: kept.hallpassConnection.db, now: kept.hallpassConnection.now() }
}
