type Trusted = {
  /** Of this response alone. A page that is made ahead of time has none. */
  nonce?: string
  /** Of the scripts that a static page runs, as the build knows them: `sha256-…`. */
  hashes?: string[]
}

/**
 * The policy of a page: scripts only with this response's nonce or with a hash that the build has named,
 * and what these load (ASVS v5.0.0-3.4.3, 3.4.6). Injected markup runs nothing, loads nothing from
 * elsewhere and cannot be framed.
 */
export function contentSecurityPolicy(
  { nonce, hashes = [] }: Trusted,
  { secure, development }: { secure: boolean; development: boolean },
): string {
  const own = nonce ? [`'nonce-${nonce}'`] : []
  const scripts = ["'self'", ...own, ...hashes.map((hash) => `'${hash}'`), "'strict-dynamic'"]
  const styles = ["'self'", ...(development ? ["'unsafe-inline'"] : own)]
  return [
    "default-src 'self'",
    `script-src ${scripts.join(' ')}${development ? " 'unsafe-eval'" : ''}`,
    `style-src ${styles.join(' ')}`,
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(secure ? ['upgrade-insecure-requests'] : []),
  ].join('; ')
}
