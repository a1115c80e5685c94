/** Chance that a seed brings back: what is lost, who comes first. */
import { createHash } from 'node:crypto'

export type Random = ReturnType<typeof createRandom>

/** @param seed the same seed makes the same choices, on every machine. */
export function createRandom(seed: string) {
  let drawn = 0
  /** A whole number from 0 to below `limit`. */
  const below = (limit: number): number => {
    const bytes = createHash('sha256').update(`${seed} ${drawn++}`).digest()
    return Math.floor((bytes.readUInt32BE() / 2 ** 32) * limit)
  }
  return {
    below,
    /** True once in so many times. */
    oneIn: (times: number): boolean => below(times) === 0,
    pick<Item>(items: readonly Item[]): Item {
      if (items.length === 0) throw new Error('Nothing to pick from')
      return items[below(items.length)] as Item
    },
    /** The same items in another order. */
    shuffled<Item>(items: readonly Item[]): Item[] {
      const left = [...items]
      return items.flatMap(() => left.splice(below(left.length), 1))
    },
  }
}
