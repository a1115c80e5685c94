/** The part of the settings that is the database. No environment here. */
import { z } from 'zod'
import { DEFAULT_DATABASE_URL, readAddress, withTls } from '../../db/address.mjs'

export const databaseSettings = {
  DATABASE_URL: z.string().default(DEFAULT_DATABASE_URL),
  DATABASE_SSL: z.string().optional(),
  DATABASE_CA: z.string().optional(),
}

type Environment = Partial<Record<keyof typeof databaseSettings, string>>

/**
 * Reads where the database is and how to get there.
 *
 * @param present only what is set.
 * @returns the URL that says both, or what is wrong; never repeats it, since a password is in it.
 */
export function parseDatabase({
  DATABASE_URL = DEFAULT_DATABASE_URL,
  DATABASE_SSL: ssl,
  DATABASE_CA: ca,
}: Environment):
  | { ok: true; url: string }
  | { ok: false; problem: { name: string; message: string } } {
  const complete = withTls(DATABASE_URL, { ssl, ca })
  if ('message' in complete) return { ok: false, problem: complete }
  const address = readAddress(complete.url)
  return address.kind === 'problem'
    ? { ok: false, problem: { name: 'DATABASE_URL', message: address.message } }
    : { ok: true, url: complete.url }
}
