import os from 'node:os'

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
    return { problem: 'PORT must be a number from 1 to 65535, for example: npm start -- -p 3001' }
  }
  const processes = given('WEB_CONCURRENCY') ?? '1'
  if (!/^\d{1,2}$/.test(processes) || Number(processes) < 1 || Number(processes) > 64) {
    return {
      problem:
        'WEB_CONCURRENCY must be a number from 1 to 64, such as WEB_CONCURRENCY=4 in .env.local.',
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
 * Why people cannot sign in where the server listens, if they cannot: the address in their browser has
 * to be APP_URL, or without it this machine's own. Behind https there is a proxy, and where that leads
 * is its own affair.
 *
 * @param {{ host: string, port: number, appUrl?: string }} settings from `listenSettings`
 * @returns {string | null}
 */
export function addressMismatch({ host, port, appUrl }) {
  if (appUrl?.startsWith('https:') || (appUrl && !URL.canParse(appUrl))) return null
  const url = new URL(appUrl ?? `http://localhost:${port}`)
  const named = Number(url.port || 80)
  if (named !== port) {
    return `APP_URL is ${appUrl} and the server listens on port ${port}: signing in is refused until they agree.`
  }
  if (['0.0.0.0', '::'].includes(host)) {
    return `HOSTNAME is ${host}, so other machines reach this server, and signing in works at ${url.origin} alone: set APP_URL to the https origin that they use.`
  }
  const loopback = ['localhost', '127.0.0.1', '::1', '[::1]']
  const fits = url.hostname === 'localhost' ? loopback.includes(host) : sameHost(url.hostname, host)
  if (fits || (host === 'localhost' && loopback.includes(url.hostname))) return null
  return `HOSTNAME is ${host} and signing in works at ${url.origin} alone, which does not lead there: set APP_URL to the https origin that people use, or remove HOSTNAME.`
}

const sameHost = (inUrl, host) => inUrl.replace(/^\[|\]$/g, '') === host
