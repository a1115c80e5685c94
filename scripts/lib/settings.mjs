import { readFileSync } from 'node:fs'
import os from 'node:os'
import util from 'node:util'

/** The files Next reads, the strongest first; what the environment itself says is stronger still. */
export const envFiles = (mode) => [`.env.${mode}.local`, '.env.local', `.env.${mode}`, '.env']

/**
 * The settings that the env files make, before anything is installed that could read them.
 *
 * @param {string} root the repository's root, with a slash at its end
 * @param {'production' | 'development'} mode
 * @returns {Record<string, string>}
 */
export function fileSettings(root, mode) {
  const settings = {}
  for (const name of envFiles(mode).reverse()) {
    try {
      Object.assign(settings, util.parseEnv(readFileSync(`${root}${name}`, 'utf8')))
    } catch (error) {
      if (error.code !== 'ENOENT') throw error
    }
  }
  return settings
}

/**
 * Where to listen, and with how many processes. The address is HOSTNAME, else every interface where APP_URL is https (a proxy
 * stands in front), else loopback: over plain http the network must not reach a sign-in form.
 *
 * Shells and containers export HOSTNAME by themselves, with the machine's name in it. That is no
 * wish of anyone's, so in the environment the machine's own name counts as unset; an env file is
 * always meant.
 *
 * @param {Record<string, string | undefined>} environment `process.env`
 * @param {Record<string, string>} files from `fileSettings`
 * @returns {{ host: string, port: number, appUrl?: string, processes: number } | { problem: string }}
 */
export function listenSettings(environment, files, machineName = os.hostname()) {
  const given = (name) => environment[name] || files[name] || undefined
  const port = given('PORT') ?? '3000'
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535) {
    return { problem: 'PORT must be a number from 1 to 65535, such as PORT=3001 npm start.' }
  }
  const processes = given('WEB_CONCURRENCY') ?? '1'
  if (!/^\d{1,2}$/.test(processes) || Number(processes) < 1 || Number(processes) > 64) {
    return {
      problem:
        'WEB_CONCURRENCY must be a number from 1 to 64, such as WEB_CONCURRENCY=4 npm start.',
    }
  }
  const ownNames = [machineName, machineName.split('.')[0]]
  const exported = ownNames.includes(environment.HOSTNAME) ? undefined : environment.HOSTNAME
  const appUrl = given('APP_URL')
  const host =
    exported || files.HOSTNAME || (appUrl?.startsWith('https:') ? '0.0.0.0' : '127.0.0.1')
  return { host, port: Number(port), appUrl, processes: Number(processes) }
}

/** The address to open, for what listens on `host`. */
export function localUrl(host, port) {
  const everywhere = ['0.0.0.0', '::', '127.0.0.1', '::1', 'localhost'].includes(host)
  if (everywhere) return `http://localhost:${port}`
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/**
 * What a plain-http APP_URL with another port than the server's leads to. Behind https there is a
 * proxy, and its port is its own affair.
 */
export function portMismatch(appUrl, port) {
  if (!appUrl?.startsWith('http:') || !URL.canParse(appUrl)) return null
  const named = Number(new URL(appUrl).port || 80)
  if (named === port) return null
  return `APP_URL is ${appUrl} and the server listens on port ${port}: signing in is refused until they agree.`
}
