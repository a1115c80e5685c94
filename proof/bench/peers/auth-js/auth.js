import { compare } from 'bcryptjs'
import NextAuth from 'next-auth'
import Credentials from 'next-auth/providers/credentials'

// The driver of the app, which is no part of this build.
const { default: Database } = await import(/* turbopackIgnore: true */ process.env.SQLITE_DRIVER)
const database = new Database(process.env.DATABASE_FILE)
const findUser = database.prepare('select id, email, password_hash from users where email = ?')

export const { handlers, auth } = NextAuth({
  session: { strategy: 'jwt' },
  providers: [
    Credentials({
      credentials: { email: {}, password: { type: 'password' } },
      async authorize({ email, password }) {
        const user = findUser.get(email)
        if (!user || !(await compare(password, user.password_hash))) return null
        return { id: user.id, email: user.email }
      },
    }),
  ],
})
