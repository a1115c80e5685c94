/**
 * What is to be done when the test file that runs now is over. Files of a worker share this module
 * (`vitest.config.ts`), so `testing-clean-up.ts` empties the list after each.
 */
const cleanUps: (() => void | Promise<void>)[] = []

/** @param cleanUp what is asked for last is done first: a database is closed before its folder goes. */
export function whenOver(cleanUp: () => void | Promise<void>): void {
  cleanUps.push(cleanUp)
}

export async function cleanUpAll(): Promise<void> {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
}
