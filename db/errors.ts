// Machine: a clone need not edit this file.
/**
 * Is this the database being busy or away, and not a fault of ours? Then the answer is "try again",
 * never "you are signed out" and never a 500.
 *
 * SQLite: another connection is writing, or the disk is full or fails. PostgreSQL: connection exceptions
 * (08…), resources (53…, a full disk too), operator intervention such as a restart (57…), errors of its
 * disk (58…), lock not available (55P03), a read-only server (25006: the old primary after a failover),
 * and what the operating system says of a connection.
 */
const TRANSIENT =
  /^(SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY|CANTOPEN)|08|53|57|58|55P03|25006|40001|40P01|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOST|ENET|EADDRNOTAVAIL)/

/** What is written finds no room, or the disk or the server does not take it. */
const NOT_WRITABLE = /^(SQLITE_(FULL|IOERR|READONLY|CANTOPEN)|53100|58030|25006)/

/** pg gives these no code. */
const TRANSIENT_MESSAGE =
  /Connection terminated|Query read timeout|timeout exceeded when trying to connect|timeout expired|not queryable/i

/** The error of the driver: a query error's own message holds its parameters, hashes too. */
export function causeOf(error: unknown): unknown {
  return error instanceof Error && error.cause instanceof Error ? error.cause : error
}

export function isDatabaseAway(error: unknown): boolean {
  const cause = causeOf(error)
  if (!(cause instanceof Error)) return false
  return TRANSIENT.test(codeOf(cause)) || TRANSIENT_MESSAGE.test(cause.message)
}

/** Does another row have a value that only one may have? */
export function isTaken(error: unknown): boolean {
  const cause = causeOf(error)
  return cause instanceof Error && /^(23505|SQLITE_CONSTRAINT_UNIQUE)$/.test(codeOf(cause))
}

/** Is the disk of the database full, does it fail, or is the server read-only? Then what only reads still works. */
export function isNotWritable(error: unknown): boolean {
  const cause = causeOf(error)
  return cause instanceof Error && NOT_WRITABLE.test(codeOf(cause))
}

/** SQLite: does another connection hold the lock? */
export function isLocked(error: unknown): boolean {
  const cause = causeOf(error)
  return cause instanceof Error && /^SQLITE_(BUSY|LOCKED)/.test(codeOf(cause))
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : ''
}
