import { betterAuth } from 'better-auth'
import { jwt } from 'better-auth/plugins'

// The driver of the app, which is no part of this build.
const { default: Database } = await import(/* turbopackIgnore: true */ process.env.SQLITE_DRIVER)
const database = new Database(process.env.DATABASE_FILE)
database.pragma('journal_mode = WAL')

const options = {
  database,
  baseURL: process.env.BETTER_AUTH_URL,
  secret: process.env.BETTER_AUTH_SECRET,
  emailAndPassword: { enabled: true },
  rateLimit: { enabled: false },
}

export const auth = betterAuth({ ...options, plugins: [jwt()] })

/** With the plugin each reading of a session signs a JWT as well, for a header of the answer. */
export const withoutJwt = betterAuth(options)
