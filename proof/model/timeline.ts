type Event = { at: number; run(): void }

/** Simulated time: what is to happen happens in order, and takes no time itself. In milliseconds. */
export class Timeline {
  time = 0
  /** How many things have happened. */
  steps = 0
  #events: Event[] = []

  after(delay: number, run: () => void): void {
    const event = { at: this.time + delay, run }
    let place = this.#events.length
    // What is due at the same moment happens in the order in which it was asked for.
    while (place > 0 && (this.#events[place - 1] as Event).at > event.at) place -= 1
    this.#events.splice(place, 0, event)
  }

  /** Lets time pass, and everything happen that is due. */
  pass(milliseconds: number): void {
    const until = this.time + milliseconds
    while (this.#events[0] && this.#events[0].at <= until) this.#next()
    this.time = until
  }

  /** Until nothing is under way any more. */
  settle(): void {
    while (this.#events.length > 0) this.#next()
  }

  #next(): void {
    const event = this.#events.shift() as Event
    this.time = event.at
    this.steps += 1
    event.run()
  }
}
