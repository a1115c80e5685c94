import { describeTable } from './schema.mjs'

/**
 * The tables of a PostgreSQL. drizzle's own are in a schema of their own.
 *
 * @param {(sql: string) => Promise<unknown[][]>} ask rows as lists of values
 * @returns {Promise<import('./schema.mjs').Table[]>}
 */
export async function catalogue(ask) {
  const names = await ask(
    `SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = current_schema()`,
  )
  const columns = await ask(
    `SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
     FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
     WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
       AND c.relnamespace = current_schema()::regnamespace
     ORDER BY a.attnum`,
  )
  const keys = await ask(
    `SELECT c.relname, a.attname
     FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
     CROSS JOIN LATERAL unnest(k.conkey) WITH ORDINALITY AS part(attnum, place)
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = part.attnum
     WHERE k.contype = 'p' AND c.relnamespace = current_schema()::regnamespace
     ORDER BY part.place`,
  )
  const parents = await ask(
    `SELECT DISTINCT c.relname, p.relname
     FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
     JOIN pg_class p ON p.oid = k.confrelid
     WHERE k.contype = 'f' AND c.relnamespace = current_schema()::regnamespace`,
  )
  const of = (rows, table) => rows.filter(([name]) => name === table)
  return names.map(([table]) =>
    describeTable(
      table,
      of(columns, table).map(([, name, type]) => ({ name, type })),
      {
        key: of(keys, table).map(([, name]) => name),
        parents: of(parents, table).map(([, name]) => name),
      },
    ),
  )
}
