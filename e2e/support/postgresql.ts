import type { Native } from './database'

/** What tests on PostgreSQL need. `npm test` runs on SQLite; the configuration of the proof brings it. */
type Postgresql = {
  open(url: string): Native
  /** @returns the URL of a new database. */
  create(): Promise<string>
  drop(url: string): Promise<unknown>
}

let brought: Postgresql | undefined

/** @public For the proof. */
export function bringPostgresql(postgresql: Postgresql): void {
  brought = postgresql
}

export function postgresql(): Postgresql {
  if (!brought) throw new Error('This configuration has no PostgreSQL')
  return brought
}
