// Machine: a clone need not edit this file.
import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { isPostgresql } from './dialect'
import { databaseFile } from './sqlite'

/** In bytes: less than this is as good as nothing, since a single transaction may need it. */
const LEAST_ROOM = 1024 * 1024

/**
 * Is there room to write where the database is? PostgreSQL has a disk of its own
 * machine, and fails at a write when that is full.
 */
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
