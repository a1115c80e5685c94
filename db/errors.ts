/**
 * Is this the database being busy or away, and not a fault of ours? Then the answer is "try again",
 * never "you are signed out" and never a 500.
 *
 * SQLite: somebody else is writing. PostgreSQL: connection exceptions (08…), resources (53…),
 * operator intervention such as a restart (57…), lock not available (55P03), a read-only server
 * (25006: the old primary after a failover), and what the operating system says of a connection.
 */
const TRANSIENT =
  /^(SQLITE_BUSY|SQLITE_LOCKED|08|53|57|55P03|25006|40001|40P01|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOST|ENET|EADDRNOTAVAIL)/

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
  const code = 'code' in cause ? String(cause.code) : ''
  return TRANSIENT.test(code) || TRANSIENT_MESSAGE.test(cause.message)
}
