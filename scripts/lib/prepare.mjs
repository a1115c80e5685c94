import { fileSettings } from '../../lib/config/env-files.mjs'
import { listenArguments } from './arguments.mjs'
import { settingsProblem } from './check-settings.mjs'
import { install } from './install.mjs'
import { fail, root } from './paths.mjs'
import { checkWritable, plainly } from './plain-errors.mjs'
import { portSentence, portState } from './port.mjs'
import { makeSecret } from './secret.mjs'
import { listenSettings } from './settings.mjs'

/**
 * What `npm start` and `npm run dev` have in common, the quick refusals first: a free port, the
 * packages, a secret.
 *
 * @param {'production' | 'development'} mode
 * @param {string} command what the person typed, for advice
 * @returns what `listenSettings` does, and `checkSettings`, which ends on a wrong setting: for before a long
 *   step, since the app checks them as well
 */
export async function prepare(mode, command) {
  const given = listenArguments(
    process.argv.slice(2),
    { environment: process.env, files: fileSettings(root, mode) },
    command,
  )
  if (given.problem) fail(given.problem)
  const settings = listenSettings(given.environment, given.files)
  if (settings.problem) fail(settings.problem)
  const { host, port } = settings

  const state = await portState(host, port)
  if (state !== 'free') fail(portSentence(state, host, port, `${command} -- -p ${port + 1}`))

  // A start builds only after a change, and serves a build of another user as well: see `build`.
  if (mode === 'development') checkWritable(`${root}.next`)
  await install()

  const made = await makeSecret(root, mode).catch((error) => fail(plainly(error) ?? error.message))
  if (made) console.log('Made AUTH_SECRET in .env.local')

  // As Next passes them to the app: the environment is stronger than the files, even where it is empty.
  const environment = { ...fileSettings(root, mode), ...process.env, PORT: String(port) }
  const checkSettings = async () => {
    const problem = await settingsProblem(environment)
    if (problem) fail(problem)
  }
  return { settings, checkSettings }
}
