/** What to do about packages that cannot be installed: each real cause, with the command that mends it. */

const NO_NETWORK =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT)\b|related to network connectivity/

/**
 * @param {string} output what npm printed
 * @returns {string} a sentence
 */
export function installAdvice(output) {
  if (NO_NETWORK.test(output)) {
    return 'Installing failed: the package registry cannot be reached. Connect to the network, or set the registry of yours: npm config set registry <URL>'
  }
  if (/\b(EACCES|EPERM|EROFS)\b/.test(output)) {
    return 'Installing failed: this user may not write to node_modules here. Give the folder to it, for example: sudo chown -R "$(id -un)" .'
  }
  if (/\bENOSPC\b/.test(output)) return 'Installing failed: the disk is full.'
  return 'Installing failed: npm says above why.'
}

/** @param {string} workspace the folder whose package.json has this one among its workspaces */
export const workspaceAdvice = (workspace) =>
  `This folder is in a workspace of ${workspace}, and npm keeps the packages of a workspace there. This app needs its own, from its own lockfile. Take this folder out of "workspaces" in ${workspace}/package.json, then start again.`

/**
 * @param {{ name: string, ignoresScripts: boolean, output: string }} failure the driver's package, npm's
 *   setting `ignore-scripts`, and what npm printed
 * @returns {string} some sentences
 */
export function driverAdvice({ name, ignoresScripts, output }) {
  // Without a network the compiler is not even looked for.
  if (NO_NETWORK.test(output)) {
    return 'The SQLite driver cannot be built: there is no network. On this version of Node it is fetched from github.com, or compiled with files from nodejs.org. Connect to the network, then: npm ci. Node 22.14 or newer needs neither.'
  }
  if (ignoresScripts) {
    return `The SQLite driver is not built: npm's setting ignore-scripts is on. Build this one package: npm rebuild ${name} --ignore-scripts=false`
  }
  return 'The SQLite driver cannot be built. It needs a C++ compiler and Python; on Debian and Ubuntu: apt-get install build-essential python3. Then: npm ci. On Node 22.14 or newer it needs neither.'
}
