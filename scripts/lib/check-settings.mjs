/**
 * Checks the settings as the app does at its start, so that a wrong one stops the start before a build. It
 * needs what is installed: the app's own sources, and TypeScript to read them.
 *
 * @param {Record<string, string | undefined>} environment with what the env files say in it
 * @returns {Promise<string | null>} the lines that the app would print, or null
 */
export async function settingsProblem(environment) {
  await import('./typescript.mjs')
  const { ConfigError, readConfig } = await import('../../lib/config/config.ts')
  const { checkKeys } = await import('../../lib/config/signing-keys-check.ts')
  try {
    await checkKeys(readConfig(environment))
    return null
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
}
