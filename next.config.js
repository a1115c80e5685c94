/**
 * Headers that are the same on every answer. The Content-Security-Policy (a nonce a response),
 * Cache-Control and HSTS (a setting decides) come from middleware.
 */
const securityHeaders = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  // Framing: the CSP's frame-ancestors says the same to browsers that know it.
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Referrer-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
  {
    key: 'Permissions-Policy',
    value: 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  },
]

/** @type {import('next').NextConfig} */
export default {
  // The standalone server is for the container image only: `next start` does not serve such a build.
  output: process.env.BUILD_STANDALONE === '1' ? 'standalone' : undefined,
  // Said outright, or a lockfile in a folder above would move both.
  turbopack: { root: import.meta.dirname },
  outputFileTracingRoot: import.meta.dirname,
  poweredByHeader: false,
  productionBrowserSourceMaps: false,
  reactStrictMode: true,
  // Both start worker threads from files of their own, which a bundle would not have.
  serverExternalPackages: ['pino', 'piscina'],
  // Read at run time by path, so that tracing cannot see them.
  outputFileTracingIncludes: {
    '/**': [
      './db/migrations/**/*',
      './lib/auth/hash-worker.mjs',
      './node_modules/bcryptjs/**/*',
      './node_modules/piscina/**/*',
    ],
  },
  headers: async () => [{ source: '/:path*', headers: securityHeaders }],
}
