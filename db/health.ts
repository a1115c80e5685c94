// Machine: a clone need not edit this file.
import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Db } from './client'
import { isPostgresql } from './dialect'
import { users } from './schema'
import { databaseFile } from './sqlite'

/** Reads one row at most. @throws where the database or its schema is not there. */
export async function pingDatabase(db: Db): Promise<void> {
  await db.select({ id: users.id }).from(users).limit(1)
}

/** In bytes: less than this is as good as nothing, since a single transaction may need it. */
const LEAST_ROOM = 1024 * 1024

/** Is there room to write where an SQLite file is? PostgreSQL fails at a write when its disk is full. */
export async function hasRoom(databaseUrl: string): Promise<boolean> {
  if (isPostgresql(databaseUrl)) return true
  try {
    const { bavail, bsize } = await statfs(dirname(databaseFile(databaseUrl)))
    return bavail * bsize >= LEAST_ROOM
  } catch {
    // Not every file system says.
    return true
  }
}
