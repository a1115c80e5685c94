/**
 * Asks the person for the password in the middle of a call that the server answered with
 * `step-up-required`, so that the call can go on where it was. The asking is the page's: a dialog
 * registers itself, and the call waits for its answer.
 */

/** Asks, and answers whether the server has checked the password. Never rejects. */
export type AskForPassword = () => Promise<boolean>

export type StepUp = {
  /** Says who asks from here on, until the returned function is called. */
  register(ask: AskForPassword): () => void
  /** Asks once, however many calls wait. False where the person cancels, or nobody can ask. */
  ask(): Promise<boolean>
}

export function createStepUp(): StepUp {
  let asker: AskForPassword | null = null
  let asking: Promise<boolean> | null = null
  return {
    register(ask) {
      asker = ask
      return () => {
        if (asker === ask) asker = null
      }
    },
    ask() {
      if (!asker) return Promise.resolve(false)
      asking ??= asker().finally(() => {
        asking = null
      })
      return asking
    },
  }
}
