/**
 * The policy of a page: scripts and styles only with this response's nonce (ASVS v5.0.0-3.4.3,
 * 3.4.6). Injected markup runs nothing, loads nothing from elsewhere and cannot be framed.
 */
export function contentSecurityPolicy(
  nonce: string,
  { secure, development }: { secure: boolean; development: boolean },
): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    `style-src 'self' ${development ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(secure ? ['upgrade-insecure-requests'] : []),
  ].join('; ')
}
