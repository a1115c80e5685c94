// Machine: a clone need not edit this file.
import type { Db } from './client'
import { users } from './schema'

/** Reads one row at most. @throws where the database or its schema is not there. */
export async function pingDatabase(db: Db): Promise<void> {
  await db.select({ id: users.id }).from(users).limit(1)
}
