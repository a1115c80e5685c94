/** What tests of trouble do to the app's database. */
import type { AppDatabase } from '../../e2e/support/database'

type OfApp = { app: { databaseUrl: string }; database: AppDatabase }

const isPostgresql = ({ app }: OfApp) => app.databaseUrl.startsWith('postgres')

/** Keeps the app from writing, until a ROLLBACK. */
export function lock(of: OfApp): void {
  of.database.native.exec(
    isPostgresql(of) ? 'BEGIN; LOCK TABLE sessions IN ACCESS EXCLUSIVE MODE' : 'BEGIN IMMEDIATE',
  )
}

/** Makes every rotation of a session find that another one was faster. @returns what ends that. */
export const ignoreRotations = (of: OfApp, sessionId: string) =>
  ignore(of, 'UPDATE OF generation', `old.id = '${sessionId}'`)

/** Lets no session of a user begin. @returns what ends that. */
export const ignoreNewSessions = (of: OfApp, userId: string) =>
  ignore(of, 'INSERT', `new.user_id = '${userId}'`)

/** Skips a change of the sessions without an error. */
function ignore(of: OfApp, change: string, when: string): () => void {
  const { native } = of.database
  const trigger = `TRIGGER passed_over BEFORE ${change} ON sessions`
  if (!isPostgresql(of)) {
    native.exec(`CREATE ${trigger} WHEN ${when} BEGIN SELECT RAISE(IGNORE); END`)
    return () => void native.exec('DROP TRIGGER passed_over')
  }
  native.exec(
    `CREATE FUNCTION ignore() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
     CREATE ${trigger} FOR EACH ROW WHEN (${when}) EXECUTE FUNCTION ignore()`,
  )
  return () => void native.exec('DROP FUNCTION ignore CASCADE')
}
