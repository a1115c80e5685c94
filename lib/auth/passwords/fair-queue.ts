// Machine: a clone need not edit this file.
/** One level of lanes; the last level holds the items. */
type Lane<Item> = {
  waiting: number
  /** How often something was taken out of it. */
  turns: number
  lanes: Map<string, Lane<Item>>
  items: Item[]
}

const emptyLane = <Item>(): Lane<Item> => ({ waiting: 0, turns: 0, lanes: new Map(), items: [] })

/** Lanes of this level are remembered after their turn. Deeper ones an attacker makes up for free. */
const REMEMBERED_LEVEL = 2

type Settings = {
  places: number
  /** How many lanes are remembered. */
  memory: number
  /** From 0 on, below 1. */
  random: () => number
}

/**
 * A bounded queue in which lanes take turns, and within a lane its own lanes, and so on. A client that
 * asks a thousand times waits behind its own requests, and everyone else waits for one of them.
 *
 * A lane may use every place while others need none. When all places are taken, the newest item of the
 * longest lane loses its place. Where several are equally long, two of them are drawn, and the one that
 * had a turn more recently loses: an attacker with a lane for every place displaces his own requests,
 * and no newcomer that has had no turn yet. The draw leaves those with a turn a chance, too.
 */
export class FairQueue<Item> {
  readonly #root = emptyLane<Item>()
  /** The number of the last turn of a lane, the oldest first. */
  readonly #lastTurns = new Map<string, number>()
  #turn = 0

  private readonly settings: Settings

  constructor(settings: Settings) {
    this.settings = settings
  }

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
    return this.waiting > this.settings.places ? this.#displace(this.#root, []) : undefined
  }

  /** Takes the next item out. `noteTurn` records a turn that was used. */
  take(): Item | undefined {
    return this.waiting === 0 ? undefined : this.#takeNext(this.#root, [])
  }

  /** Takes out an item that waits no longer. @returns false for one that is not here. */
  remove(path: string[], item: Item): boolean {
    const lanes = [this.#root]
    for (const name of path) {
      const next = lanes.at(-1)?.lanes.get(name)
      if (!next) return false
      lanes.push(next)
    }
    const items = lanes.at(-1)?.items ?? []
    const index = items.indexOf(item)
    if (index < 0) return false
    items.splice(index, 1)
    for (const [level, lane] of lanes.entries()) {
      lane.waiting -= 1
      if (lane.waiting === 0) lanes[level - 1]?.lanes.delete(path[level - 1] ?? '')
    }
    return true
  }

  /** Remembers that a lane has had a turn. */
  noteTurn(path: string[]): void {
    const key = JSON.stringify(path.slice(0, REMEMBERED_LEVEL))
    this.#turn += 1
    this.#lastTurns.delete(key)
    this.#lastTurns.set(key, this.#turn)
    const [oldest] = this.#lastTurns.keys()
    if (this.#lastTurns.size > this.settings.memory && oldest) this.#lastTurns.delete(oldest)
  }

  /** @returns 0 for a lane that has had none lately. */
  #lastTurn(path: string[]): number {
    return path.length === REMEMBERED_LEVEL ? (this.#lastTurns.get(JSON.stringify(path)) ?? 0) : 0
  }

  #takeNext(lane: Lane<Item>, path: string[]): Item | undefined {
    lane.waiting -= 1
    lane.turns += 1
    const names = [...lane.lanes.keys()]
    // Every other turn is for a lane that has had none, so that it does not wait for a whole round.
    const isNew = (name: string) => lane.turns % 2 === 0 && this.#lastTurn([...path, name]) === 0
    const name = names.find(isNew) ?? names[0]
    const next = name === undefined ? undefined : lane.lanes.get(name)
    if (name === undefined || !next) return lane.items.shift()
    const item = this.#takeNext(next, [...path, name])
    // Behind all others until its next turn.
    lane.lanes.delete(name)
    if (next.waiting > 0) lane.lanes.set(name, next)
    return item
  }

  #displace(lane: Lane<Item>, path: string[]): Item | undefined {
    lane.waiting -= 1
    const longest = Math.max(...[...lane.lanes.values()].map(({ waiting }) => waiting))
    const names = [...lane.lanes.keys()].filter((key) => lane.lanes.get(key)?.waiting === longest)
    const name = this.#loser(names, path)
    const next = name === undefined ? undefined : lane.lanes.get(name)
    if (name === undefined || !next) return lane.items.pop()
    const item = this.#displace(next, [...path, name])
    if (next.waiting === 0) lane.lanes.delete(name)
    return item
  }

  /** Of two lanes at random, the one with the more recent turn. */
  #loser(names: string[], path: string[]): string | undefined {
    const first = this.#draw(names)
    const second = this.#draw(names.filter((name) => name !== first))
    if (first === undefined || second === undefined) return first
    return this.#lastTurn([...path, first]) >= this.#lastTurn([...path, second]) ? first : second
  }

  #draw(names: string[]): string | undefined {
    return names[Math.floor(this.settings.random() * names.length)]
  }
}
