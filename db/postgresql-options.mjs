// Machine: a clone need not edit this file.
import { readFileSync } from 'node:fs'

/** What the connections of the app are called in pg_stat_activity. */
export const APPLICATION_NAME = 'app'

/**
 * What a PostgreSQL address is for the driver: everything that decides where a connection goes and
 * how is said outright, so that nothing of it comes from PGHOST, PGSSLMODE or a URL.
 *
 * @param {import('./address.mjs').PostgresqlAddress} address
 * @returns {{ host: string, port: number, user?: string, password?: string, database: string,
 *   ssl: false | import('node:tls').ConnectionOptions, options?: string, enableChannelBinding: boolean }}
 * @throws Error where a certificate cannot be read
 */
export function connectionOptions({ host, port, user, password, database, tls, files, ...rest }) {
  return {
    host,
    port,
    user,
    password,
    // As libpq has it: without a name, the database that is called like the user.
    database: database ?? user ?? '',
    ssl: tls !== 'disable' && {
      rejectUnauthorized: tls === 'verify-full',
      ...(files.sslrootcert && files.sslrootcert !== 'system' && { ca: pem(files.sslrootcert) }),
      ...(files.sslcert && { cert: pem(files.sslcert) }),
      ...(files.sslkey && { key: pem(files.sslkey) }),
    },
    ...(rest.options && { options: rest.options }),
    enableChannelBinding: rest.channelBinding,
  }
}

/** A certificate as it is, with its line ends as some hosts write them, or the file that holds it. */
function pem(text) {
  const inline = text.startsWith('-----BEGIN')
  return inline ? text.replaceAll('\\n', '\n') : readFileSync(text, 'utf8')
}
