/** Fewer than a pool has connections: none waits for one. */
const CONCURRENCY = 8

/**
 * Does `work` for 0 … total-1, eight at a time. Of two that run at the same time the numbers
 * differ by something that is no multiple of eight.
 */
export async function concurrently(
  total: number,
  work: (index: number) => Promise<void>,
): Promise<void> {
  const lane = async (first: number) => {
    for (let index = first; index < total; index += CONCURRENCY) await work(index)
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, (_, first) => lane(first)))
}
