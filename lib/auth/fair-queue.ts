/** One level of lanes; the last level holds the items. */
type Lane<Item> = { waiting: number; lanes: Map<string, Lane<Item>>; items: Item[] }

const emptyLane = <Item>(): Lane<Item> => ({ waiting: 0, lanes: new Map(), items: [] })

/**
 * A bounded queue in which lanes take turns, and within a lane its own lanes, and so on. Whoever asks
 * a thousand times waits behind their own requests, and everyone else waits for one of them.
 *
 * A lane may use every place while others need none. When all places are taken, the newest item of the
 * longest lane loses its place, and not simply the one that comes last.
 */
export class FairQueue<Item> {
  readonly #root = emptyLane<Item>()

  constructor(private readonly places: number) {}

  get waiting(): number {
    return this.#root.waiting
  }

  /**
   * @param path the lane, from the outermost to the innermost. All paths are equally long.
   * @returns what has no place any more, which may be the item itself.
   */
  add(path: string[], item: Item): Item | undefined {
    let lane = this.#root
    lane.waiting += 1
    for (const name of path) {
      const next = lane.lanes.get(name) ?? emptyLane<Item>()
      lane.lanes.set(name, next)
      next.waiting += 1
      lane = next
    }
    lane.items.push(item)
    return this.waiting > this.places ? removeNewest(this.#root, path) : undefined
  }

  /** Takes the next item out: that of the lane which has waited longest for its turn. */
  take(): Item | undefined {
    return this.waiting === 0 ? undefined : takeNext(this.#root)
  }
}

function takeNext<Item>(lane: Lane<Item>): Item | undefined {
  lane.waiting -= 1
  const [first] = lane.lanes
  if (!first) return lane.items.shift()
  const [name, next] = first
  const item = takeNext(next)
  // Behind all others until its next turn.
  lane.lanes.delete(name)
  if (next.waiting > 0) lane.lanes.set(name, next)
  return item
}

/** @param path of the newcomer: where lanes are equally long, whoever waits already stays. */
function removeNewest<Item>(lane: Lane<Item>, [own, ...rest]: string[]): Item | undefined {
  lane.waiting -= 1
  if (lane.lanes.size === 0) return lane.items.pop()
  const longest = Math.max(...[...lane.lanes.values()].map(({ waiting }) => waiting))
  const isLongest = (name: string | undefined) =>
    name !== undefined && lane.lanes.get(name)?.waiting === longest
  const name = isLongest(own) ? own : [...lane.lanes.keys()].findLast(isLongest)
  const next = lane.lanes.get(name ?? '')
  if (name === undefined || !next) return undefined
  const item = removeNewest(next, name === own ? rest : [])
  if (next.waiting === 0) lane.lanes.delete(name)
  return item
}
