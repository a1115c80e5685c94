import { Client } from 'pg'
import type { Store } from './loading'

/**
 * Percent of a page that loading fills. In a table that has been in use for some time the pages
 * have room for a new version of a row, which vacuum made; in one that was loaded to the brim the
 * first update of every row would have to move it.
 */
const FILL = 90

/** Opens a migrated database for filling. */
export async function openPostgresqlStore(url: string): Promise<Store> {
  const client = new Client({ connectionString: url })
  await client.connect()
  const run = async (statement: string) => void (await client.query(statement))
  const number = async (query: string) => {
    const { rows } = await client.query({ text: query, rowMode: 'array' })
    return Number(rows[0]?.[0])
  }
  return {
    kind: 'postgresql',
    run,
    number,
    insert: (table, columns, from, to) =>
      run(
        `insert into ${table} (${Object.keys(columns)})
         select ${Object.values(columns)} from generate_series(${from}::bigint, ${to - 1}) as n`,
      ),
    size: async () => ({
      total: await number('select pg_database_size(current_database())'),
      table: await number(`select pg_table_size('sessions')`),
    }),
    async bulk(fill) {
      const { rows: constraints } = await client.query(
        `select conrelid::regclass as table, conname as name, pg_get_constraintdef(oid) as definition
         from pg_constraint
         where connamespace = 'public'::regnamespace and contype in ('p', 'u', 'f')
         order by contype = 'f'`,
      )
      const { rows: indexes } = await client.query(
        `select indexname as name, indexdef as definition from pg_indexes
         where schemaname = 'public' and indexname not in (select conname from pg_constraint)`,
      )
      for (const { name } of indexes) await run(`drop index "${name}"`)
      for (const { table, name } of [...constraints].reverse()) {
        await run(`alter table ${table} drop constraint "${name}"`)
      }
      for (const table of ['users', 'sessions']) {
        await run(`alter table ${table} set (fillfactor = ${FILL})`)
      }
      await run(`set maintenance_work_mem = '512MB'`)
      await fill()
      for (const { table, name, definition } of constraints) {
        await run(`alter table ${table} add constraint "${name}" ${definition}`)
      }
      for (const { definition } of indexes) await run(definition)
      for (const table of ['users', 'sessions']) {
        await run(`alter table ${table} reset (fillfactor)`)
        await run(`vacuum (analyze) ${table}`)
      }
      await run('checkpoint')
    },
    close: () => client.end(),
  }
}
