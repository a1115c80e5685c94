import { createHash } from 'node:crypto'
import { typed } from '../paths.mjs'
import { newSecret } from '../secret.mjs'

const PREVIOUS = 'AUTH_PEPPER_PREVIOUS'

/**
 * Loads what names a pepper, as `pepperName` of `lib/auth/passwords/password-hash.ts` does: the stored
 * passwords of a pepper begin with its name. Late, since without a label there is no need of a compiler.
 *
 * @returns {Promise<(pepper: string) => string>}
 */
export async function loadNameOf() {
  await import('../typescript.mjs')
  const { PEPPER_NAME_PREFIX } = await import('../../../lib/auth/labels.ts')
  return (pepper) =>
    createHash('sha256').update(`${PEPPER_NAME_PREFIX}${pepper}`).digest('hex').slice(0, 8)
}

/**
 * The commands about AUTH_PEPPER, in the form of `secret-commands.mjs`. The first pepper is added in the
 * same steps: every process knows it before any process hashes with it.
 */
export const pepperCommands = {
  add(settings) {
    if (settings[PREVIOUS]) {
      return { problem: 'There is a second pepper already. Finish with it first: promote, retire.' }
    }
    return {
      changes: { [PREVIOUS]: newSecret() },
      lines: [
        'A new pepper verifies from the next start on; nothing is hashed with it yet.',
        `When the last process has restarted: ${typed('keys')} promote --pepper`,
      ],
    }
  },

  promote(settings) {
    if (!settings[PREVIOUS]) {
      return { problem: `There is no second pepper. First: ${typed('keys')} add --pepper` }
    }
    const before = settings.AUTH_PEPPER ?? null
    return {
      changes: { AUTH_PEPPER: settings[PREVIOUS], [PREVIOUS]: before },
      lines: [
        'Passwords are hashed with the new pepper from the next start on; older hashes verify, and are made anew at the next sign-in.',
        ...(before
          ? [`Keep ${PREVIOUS} until no account needs it: docs/keys.md says how to count.`]
          : []),
      ],
    }
  },

  /** @param kid the name of the pepper, so that no operator locks people out without having looked. */
  retire(settings, { kid, nameOf }) {
    if (!settings[PREVIOUS]) return { problem: 'There is no second pepper to retire.' }
    const name = nameOf(settings[PREVIOUS])
    if (kid !== name) {
      return {
        problem: `People whose password was hashed with it could never sign in again. Count them (docs/keys.md), then: ${typed('keys')} retire ${name} --pepper`,
      }
    }
    return {
      changes: { [PREVIOUS]: null },
      lines: ['The second pepper verifies nothing from the next start on.'],
    }
  },

  list(settings, { nameOf }) {
    const lines = [
      ...(settings.AUTH_PEPPER ? [`AUTH_PEPPER ${nameOf(settings.AUTH_PEPPER)} hashes`] : []),
      ...(settings[PREVIOUS] ? [`${PREVIOUS} ${nameOf(settings[PREVIOUS])} verifies`] : []),
    ]
    return lines.length > 0
      ? { lines }
      : { problem: `There is no pepper. First: ${typed('keys')} add --pepper` }
  },
}
