/** The operator's command, as it is typed, against the database of a running app. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Runs `npm run users -- …`. */
export function users(
  app: { databaseUrl: string },
  ...args: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  const script = join(ROOT, 'scripts/users.mjs')
  const env = { ...process.env, DATABASE_URL: app.databaseUrl }
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    )
  })
}
