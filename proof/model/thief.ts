/** A thief has a copy of the cookie from any moment, and may do anything with it at any time. */
import type { Monitor } from './monitor'
import { type AccessToken, call, type RefreshToken, refresh, signOut } from './server'
import type { Journey, World } from './world'

export class Thief {
  readonly tokens: RefreshToken[] = []
  #access: AccessToken[] = []

  readonly world: World
  readonly monitor: Monitor

  constructor(world: World, monitor: Monitor) {
    this.world = world
    this.monitor = monitor
  }

  /** The newest token there is, which a careful thief would use. */
  get newest(): RefreshToken | undefined {
    return this.tokens.find(({ generation }) => generation === this.monitor.newest.thief)
  }

  steal(token: RefreshToken | null): void {
    if (!token) return
    this.world.trace?.(`the cookie is copied: ${token.generation}`)
    this.monitor.stolen = true
    this.#keep(token)
  }

  /** @param which counts back from the token that came last. */
  refresh(which: number, journey: Journey): void {
    const token = this.tokens.at(-1 - (which % (this.tokens.length || 1)))
    if (token) this.present(token, journey)
  }

  present(token: RefreshToken, journey: Journey): void {
    this.world.trace?.(`thief: refresh with ${token.generation}`)
    const served = this.monitor.watchRefresh('thief', token)
    this.world.send(
      'thief',
      (server, now) => refresh(server, token, now),
      journey,
      served,
      (answer) => {
        if (answer.kind !== 'granted') return
        this.#access.push(answer.access)
        if (answer.cookie) this.#keep(answer.cookie.token)
      },
    )
  }

  /** @param which counts back from the access token that came last. */
  call(which: number, journey: Journey): void {
    const token = this.#access.at(-1 - (which % (this.#access.length || 1)))
    if (!token) return
    this.world.trace?.(`thief: call with ${token.generation}`)
    const served = this.monitor.watchCall('thief', token)
    this.world.send(
      'thief',
      (server, now) => call(server, token, now),
      journey,
      served,
      () => {},
    )
  }

  signOut(which: number, journey: Journey): void {
    const token = this.tokens.at(-1 - (which % (this.tokens.length || 1)))
    if (!token) return
    this.world.trace?.(`thief: sign-out with ${token.generation}`)
    this.world.send(
      'thief',
      (server, now) => signOut(server, token, now),
      journey,
      {},
      () => {},
    )
  }

  #keep(token: RefreshToken): void {
    if (!this.tokens.some(({ generation }) => generation === token.generation)) {
      this.tokens.push(token)
    }
    this.monitor.holds('thief', token.generation)
  }
}
