/** The operator's command, against the database of a running app. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export type Typed = { code: number; stdout: string; stderr: string }

type Target = { databaseUrl: string; secret?: string; url?: string }

/** Runs `npm run users -- …`. */
export function users(app: Target, ...args: string[]): Promise<Typed> {
  return usersWith('', app, ...args)
}

/** The same with something on its standard input. */
export function usersWith(input: string | Buffer, app: Target, ...args: string[]): Promise<Typed> {
  const script = join(ROOT, 'scripts/users.mjs')
  const { databaseUrl: DATABASE_URL, secret: AUTH_SECRET = '', url: APP_URL = '' } = app
  const env = {
    ...process.env,
    BCRYPT_COST: '4',
    RATE_LIMIT: 'off',
    DATABASE_URL,
    AUTH_SECRET,
    APP_URL,
  }
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [script, ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    )
    // A command that ends without reading is judged by its exit code.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(input)
  })
}
