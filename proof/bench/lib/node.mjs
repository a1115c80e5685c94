import { fileURLToPath } from 'node:url'

const hooks = import.meta.resolve('../../../scripts/lib/typescript.mjs')

/**
 * A command line that runs a TypeScript file on this very Node.
 *
 * @param {string} url as `import.meta.resolve` gives it
 */
export const typescript = (url) => [process.execPath, '--import', hooks, fileURLToPath(url)]
