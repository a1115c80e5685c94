// What the app is compared with: the folders of peers/, each with packages of its own.
import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hash } from 'bcryptjs'
import Database from '../../db/sqlite-driver.mjs'
import { buildHash } from '../../scripts/lib/build.mjs'
import { capture } from '../../scripts/lib/child.mjs'
import { fail, root } from '../../scripts/lib/paths.mjs'
import { freePort } from '../../scripts/lib/port.mjs'
import { installIn } from '../support/install-in.mjs'
import { environment } from './http/app.mjs'
import { startServer } from './lib/server.mjs'

const EMAIL = 'ada@example.com'
const HOST = '127.0.0.1'
/** Those that `next build` makes; the fourth is one file. */
const NEXT_APPS = ['limits', 'better-auth', 'auth-js']

const pathOf = (name) => `proof/bench/peers/${name}/`
const folderOf = (name) => `${root}${pathOf(name)}`
const nextOf = (name) => `${folderOf(name)}node_modules/next/dist/bin/next`

/** The version of a package that a peer has installed. */
export const versionIn = (name, dependency) =>
  JSON.parse(readFileSync(`${folderOf(name)}node_modules/${dependency}/package.json`, 'utf8'))
    .version

/**
 * Installs and builds what is not there yet.
 *
 * @param {string} directory for the databases that a build opens
 */
export async function preparePeers(directory) {
  for (const name of [...NEXT_APPS, 'fastify']) await installIn(pathOf(name))
  const users = await usersFile(directory, 'for-builds', '')
  for (const name of NEXT_APPS) await buildPeer(name, users)
}

async function buildPeer(name, databaseFile) {
  const folder = folderOf(name)
  const stamp = `${folder}.next/built-from`
  const sources = buildHash(folder, {})
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return
  console.log(`Building ${pathOf(name)}`)
  const env = environment({ ...common(), DATABASE_FILE: databaseFile })
  const { code, output } = await capture([process.execPath, nextOf(name), 'build', folder], { env })
  if (code !== 0) fail(`${output}\nBuilding ${pathOf(name)} failed: see above.`)
  writeFileSync(stamp, sources)
}

/** What each of them reads of the environment, by its own names. */
function common() {
  const secret = randomBytes(48).toString('hex')
  return {
    AUTH_SECRET: secret,
    BETTER_AUTH_SECRET: secret,
    JWT_SECRET: secret,
    SQLITE_DRIVER: import.meta.resolve('../../db/sqlite-driver.mjs'),
  }
}

/** A table of users as a small service has it, with one user in it. */
async function usersFile(directory, name, password) {
  const file = join(directory, `${name}.db`)
  const database = new Database(file)
  database.pragma('journal_mode = WAL')
  database.exec('create table users (id text primary key, email text unique, password_hash text)')
  database
    .prepare('insert into users values (?, ?, ?)')
    .run(randomUUID(), EMAIL, await hash(password, 12))
  database.close()
  return file
}

/** @returns {Promise<Record<string, object>>} the server of each, and what its requests need */
export async function startPeers(directory, password) {
  return {
    limits: { server: await startNext('limits', {}) },
    betterAuth: await startBetterAuth(directory, password),
    authJs: await startAuthJs(directory, password),
    fastify: await startFastify(directory, password),
  }
}

async function startNext(name, settings) {
  const port = await freePort()
  const origin = `http://${HOST}:${port}`
  const args = [nextOf(name), 'start', folderOf(name), '--hostname', HOST, '--port', `${port}`]
  const env = environment({ ...settings, BETTER_AUTH_URL: origin })
  return startServer(args, { env, origin })
}

async function startBetterAuth(directory, password) {
  const settings = { ...common(), DATABASE_FILE: join(directory, 'better-auth.db') }
  const migrate = [process.execPath, `${folderOf('better-auth')}migrate.js`]
  const { code, output } = await capture(migrate, { env: environment(settings) })
  if (code !== 0) fail(output)
  const server = await startNext('better-auth', settings)
  const body = JSON.stringify({ name: 'Ada', email: EMAIL, password })
  const headers = { 'Content-Type': 'application/json', Origin: server.origin }
  const signUp = `${server.origin}/api/auth/sign-up/email`
  const answer = await fetch(signUp, { method: 'POST', headers, body })
  return {
    server,
    cookie: cookiesOf(answer),
    signIn: { method: 'POST', path: '/api/auth/sign-in/email', headers, body },
  }
}

async function startAuthJs(directory, password) {
  const server = await startNext('auth-js', {
    ...common(),
    AUTH_TRUST_HOST: 'true',
    DATABASE_FILE: await usersFile(directory, 'auth-js', password),
  })
  const csrf = await fetch(`${server.origin}/api/auth/csrf`)
  const { csrfToken } = await csrf.json()
  const signIn = {
    method: 'POST',
    path: '/api/auth/callback/credentials',
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      Cookie: cookiesOf(csrf),
    },
    body: new URLSearchParams({ csrfToken, email: EMAIL, password }).toString(),
  }
  const answer = await fetch(`${server.origin}${signIn.path}`, { ...signIn, redirect: 'manual' })
  return { server, cookie: cookiesOf(answer), signIn }
}

async function startFastify(directory, password) {
  const port = await freePort()
  const origin = `http://${HOST}:${port}`
  const env = environment({
    ...common(),
    PORT: String(port),
    DATABASE_FILE: await usersFile(directory, 'fastify', password),
  })
  const server = await startServer([`${folderOf('fastify')}server.js`], {
    env,
    origin,
    path: '/up',
  })
  const signIn = {
    method: 'POST',
    path: '/login',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email: EMAIL, password }),
  }
  const { accessToken } = await (await fetch(`${origin}${signIn.path}`, signIn)).json()
  return { server, accessToken, signIn }
}

/** What a browser would send back. */
const cookiesOf = (answer) =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
