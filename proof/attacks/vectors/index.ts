/** For tests: the attacks on tokens by name, one table for the functions and for the running app. */
import { CLAIM_ATTACKS } from './claims'
import { KEY_ATTACKS } from './keys'
import { SIGNATURE_ATTACKS } from './signatures'
import { SPELLING_ATTACKS } from './spelling'
import type { Target } from './target'

/** What does not apply to a target, such as a public key where there is none, forges null. */
export type Attack = { name: string; forge: (target: Target) => string | null }

/** @returns each attack that there is on this target, with its token. */
export function attacksOn(target: Target): { name: string; token: string }[] {
  return [KEY_ATTACKS, SIGNATURE_ATTACKS, SPELLING_ATTACKS, CLAIM_ATTACKS]
    .flatMap((attacks) => attacks(target))
    .flatMap(({ name, forge }) => {
      const token = forge(target)
      return token === null ? [] : [{ name, token }]
    })
}
