/** Numbers that look random and are the same for the same seed: xorshift, 32 bits. */
export class Random {
  #state: number

  /** @param seeds together they name one sequence. */
  constructor(...seeds: number[]) {
    this.#state = 0x9e3779b9
    for (const seed of seeds) {
      this.#state = (Math.imul(this.#state ^ seed, 0x85ebca6b) ^ (this.#state >>> 13)) | 0
    }
    if (this.#state === 0) this.#state = 1
    for (let round = 0; round < 8; round += 1) this.next()
  }

  /** From 0 up to 1. */
  next(): number {
    this.#state ^= this.#state << 13
    this.#state ^= this.#state >>> 17
    this.#state ^= this.#state << 5
    return (this.#state >>> 0) / 2 ** 32
  }

  /** From `min` up to `max`. */
  between(min: number, max: number): number {
    return min + this.next() * (max - min)
  }

  /** From `min` up to `max`, every order of magnitude as likely as every other. */
  spread(min: number, max: number): number {
    return min * (max / min) ** this.next()
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }
}
