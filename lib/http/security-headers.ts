/** For what is no page: it may load nothing, run nothing and be framed by no one. */
export const CLOSED_POLICY = "default-src 'none'; frame-ancestors 'none'"

/**
 * What every answer carries: pages, files, redirects and errors alike (ASVS v5.0.0-3.4). A page has
 * another policy in the place of the closed one (`page-policy.ts`).
 */
export const SECURITY_HEADERS = {
  'Content-Security-Policy': CLOSED_POLICY,
  'X-Content-Type-Options': 'nosniff',
  // Framing: the policy's frame-ancestors says the same to browsers that know it.
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
}

/** Two years, as the preload lists ask for (ASVS v5.0.0-3.4.1). */
export const HSTS = 'max-age=63072000; includeSubDomains'
