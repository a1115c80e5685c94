import { typed } from '../paths.mjs'
import { newSecret } from '../secret.mjs'

const PREVIOUS = 'AUTH_SECRET_PREVIOUS'

/**
 * The commands about AUTH_SECRET, in the form of `signing-key-commands.mjs`. The secret that only
 * verifies is first the next one and then the one before: so every process knows a secret before
 * any process signs with it.
 */
export const secretCommands = {
  add(settings) {
    if (!settings.AUTH_SECRET) return noSecret
    if (settings[PREVIOUS]) {
      return { problem: `There is a second secret already. Finish with it first: promote, retire.` }
    }
    return {
      changes: { [PREVIOUS]: newSecret() },
      lines: [
        'A new secret verifies from the next start on; it does not sign.',
        `When the last process has restarted: ${typed('keys')} promote --secret`,
      ],
    }
  },

  promote(settings) {
    if (!settings.AUTH_SECRET) return noSecret
    if (!settings[PREVIOUS]) {
      return { problem: `There is no second secret. First: ${typed('keys')} add --secret` }
    }
    const seconds = settings.AUTH_REFRESH_TOKEN_TTL || 604_800
    return {
      changes: { AUTH_SECRET: settings[PREVIOUS], [PREVIOUS]: settings.AUTH_SECRET },
      lines: [
        'The new secret signs from the next start on, and the old one verifies.',
        `${seconds} seconds (AUTH_REFRESH_TOKEN_TTL) after the last process has restarted nothing of the old one is left. Then: ${typed('keys')} retire --secret`,
      ],
    }
  },

  retire(settings) {
    if (!settings[PREVIOUS]) return { problem: 'There is no second secret to retire.' }
    return {
      changes: { [PREVIOUS]: null },
      lines: ['The second secret verifies nothing from the next start on.'],
    }
  },

  list(settings) {
    if (!settings.AUTH_SECRET) return noSecret
    return {
      lines: ['AUTH_SECRET signs', ...(settings[PREVIOUS] ? [`${PREVIOUS} verifies`] : [])],
    }
  },
}

const noSecret = { problem: 'AUTH_SECRET is not in this file. "npm start" makes one.' }
