import { resolve } from 'node:path'
import { CopyError } from './errors.mjs'

/** Parameters that the app reads out of the URL for itself; no server knows them. */
const OUR_PARAMETERS = ['pgbouncer', 'pool_size']

/**
 * Reads a database URL as the app does.
 *
 * @param {string | undefined} url
 * @param {string} name of the option or the setting that it was given in
 * @returns {{ kind: 'sqlite', label: string, file: string } |
 *   { kind: 'postgresql', label: string, connectionString: string }} `label` is for people: without
 *   the password and without parameters, which may hold one too
 * @throws CopyError
 */
export function parseAddress(url, name) {
  if (/^file:./.test(url ?? '')) {
    return { kind: 'sqlite', label: url, file: resolve(url.replace(/^file:(\/\/)?/, '')) }
  }
  if (!/^postgres(ql)?:\/\/./.test(url ?? '')) {
    throw new CopyError(`${name} must be a database URL: file:./data/hallpass.db or postgres://…`)
  }
  if (!URL.canParse(url)) {
    throw new CopyError(`${name} is not a URL. Percent-encode special characters in its password.`)
  }
  const address = new URL(url)
  refusePlaintext(address, name)
  const label = `postgres://${address.username && `${address.username}@`}${address.host}${address.pathname}`
  for (const parameter of OUR_PARAMETERS) address.searchParams.delete(parameter)
  return { kind: 'postgresql', label, connectionString: address.href }
}

/** Password hashes must not cross a network in the clear (ASVS v5.0.0-12.3.1); the app says the same. */
function refusePlaintext({ hostname, searchParams }, name) {
  const here =
    hostname === '' || hostname === 'localhost' || /^(127(\.\d{1,3}){3}|\[::1\])$/.test(hostname)
  if (here || searchParams.has('sslmode')) return
  throw new CopyError(
    `${name} leads to another machine without saying how. Add ?sslmode=verify-full, or ?sslmode=disable where the network is private.`,
  )
}
