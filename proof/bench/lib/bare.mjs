// The work that no sign-in can do without, with nothing around it. Started by the benchmark, which sends
// what to do and how often.
import { randomBytes, webcrypto } from 'node:crypto'
import { tmpdir } from 'node:os'
import { compare, hash } from 'bcryptjs'
import { jwtVerify, SignJWT } from 'jose'
import Database from '../../../db/sqlite-driver.mjs'

const secret = await webcrypto.subtle.importKey(
  'raw',
  randomBytes(48),
  { name: 'HMAC', hash: 'SHA-256' },
  false,
  ['sign', 'verify'],
)
const expected = { issuer: 'https://app.example.com', audience: 'app', typ: 'at+jwt' }
const token = await new SignJWT({ sid: 'session', gen: 1, client_id: 'web' })
  .setProtectedHeader({ alg: 'HS256', typ: expected.typ, kid: 'key' })
  .setIssuer(expected.issuer)
  .setAudience(expected.audience)
  .setSubject('user')
  .setExpirationTime('1h')
  .sign(secret)

const database = new Database(`${process.env.BENCH_DIRECTORY ?? tmpdir()}/bare.db`)
database.pragma('journal_mode = WAL')
database.pragma('synchronous = FULL')
database.exec('create table sessions (id text primary key, generation integer, hash text)')
database.prepare('insert into sessions values (?, 0, ?)').run('session', '')
const update = database.prepare(
  'update sessions set generation = generation + 1, hash = ? where id = ?',
)

const password = 'plenty of salmon in the river'
const hashed = await hash(password, 12)

const kinds = {
  jose: () => jwtVerify(token, secret, { ...expected, algorithms: ['HS256'] }),
  'better-sqlite3': () => update.run(token, 'session'),
  bcryptjs: () => compare(password, hashed),
}

process.on('message', async ({ kind, times }) => {
  const before = process.cpuUsage()
  const started = performance.now()
  for (let done = 0; done < times; done += 1) await kinds[kind]()
  const { user, system } = process.cpuUsage(before)
  const seconds = (performance.now() - started) / 1000
  process.send({ cpu: (user + system) / 1000 / times, rate: times / seconds })
})
process.send('ready')
