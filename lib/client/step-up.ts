// Machine: a clone need not edit this file.
/**
 * Asks the user for the password in the middle of a call that the server answered with
 * `step-up-required`, so that the call can go on. A dialog of the page registers itself, and
 * the call waits for its answer.
 */

/**
 * Asks, and answers whether the server has checked the password. Never rejects.
 *
 * @param purpose what it is needed for, such as `to sign out everywhere`; null where the caller does not say.
 */
export type AskForPassword = (purpose: string | null) => Promise<boolean>

export function createStepUp() {
  let asker: AskForPassword | null = null
  let asking: Promise<boolean> | null = null
  return {
    /** Sets what asks, until the returned function is called. */
    register(ask: AskForPassword): () => void {
      asker = ask
      return () => {
        if (asker === ask) asker = null
      }
    },
    /**
     * Asks once, however many calls wait; the purpose is that of the first. False where the user
     * cancels, or no dialog is there.
     */
    ask(purpose: string | null): Promise<boolean> {
      if (!asker) return Promise.resolve(false)
      asking ??= asker(purpose).finally(() => {
        asking = null
      })
      return asking
    },
  }
}
