/** Where browsers send what a policy has stopped; another address here names a collector of yours. */
export const REPORTS_PATH = '/api/csp-reports'

/** The same for the Reporting API, by the name that `report-to` has. */
export const REPORTING_ENDPOINTS = `csp="${REPORTS_PATH}"`

type Trusted = {
  /** Of this response alone. A page that is made ahead of time has none. */
  nonce?: string
  /** Of the scripts that a static page runs, as the build knows them: `sha256-…`. */
  hashes?: string[]
}

/**
 * The policy of a page: scripts only with this response's nonce or with a hash that the build has named,
 * and what these load (ASVS v5.0.0-3.4.3, 3.4.6). Injected markup runs nothing, loads nothing from
 * elsewhere and cannot be framed. What was stopped is reported: a browser that knows `report-to` ignores
 * `report-uri`, and knows an endpoint over https alone, so over http there is no `report-to`.
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
    `report-uri ${REPORTS_PATH}`,
    ...(secure ? ['report-to csp', 'upgrade-insecure-requests'] : []),
  ].join('; ')
}
