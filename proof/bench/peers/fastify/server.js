import jwt from '@fastify/jwt'
import { compare } from 'bcryptjs'
import Fastify from 'fastify'
import Database from '../../../../db/sqlite-driver.mjs'

const database = new Database(process.env.DATABASE_FILE)
const byEmail = database.prepare('select id, email, password_hash from users where email = ?')
const byId = database.prepare('select id, email from users where id = ?')

const fastify = Fastify()
await fastify.register(jwt, { secret: process.env.JWT_SECRET, sign: { expiresIn: '15m' } })

fastify.post('/login', async (request, reply) => {
  const { email, password } = request.body
  const user = byEmail.get(email)
  if (!user || !(await compare(password, user.password_hash))) {
    return reply.code(401).send({ error: 'wrong address or password' })
  }
  return { accessToken: fastify.jwt.sign({ sub: user.id }) }
})

fastify.get('/up', async () => ({ up: true }))

fastify.get('/me', { onRequest: (request) => request.jwtVerify() }, async (request, reply) => {
  const user = byId.get(request.user.sub)
  return user ? { user } : reply.code(401).send({ error: 'no such user' })
})

await fastify.listen({ host: '127.0.0.1', port: Number(process.env.PORT) })
