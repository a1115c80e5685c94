// Machine: a clone need not edit this file.
/** Which of the two databases a URL names. */

export const isPostgresql = (databaseUrl: string): boolean => /^postgres(ql)?:/.test(databaseUrl)

/** The one that the schema is built for: asked while modules load, before the settings are parsed. */
export const databaseDialect = (
  databaseUrl = process.env.DATABASE_URL ?? '',
): 'sqlite' | 'postgresql' => (isPostgresql(databaseUrl) ? 'postgresql' : 'sqlite')
