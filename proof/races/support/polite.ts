/** A client that comes back when it is asked to, as the app's own does. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Answer, Client, type SendOptions } from '../../../e2e/support/client'

/** How long it goes on asking, in milliseconds. */
const PATIENCE = 120_000

export class PoliteClient extends Client {
  override async send(method: string, path: string, options?: SendOptions): Promise<Answer> {
    const limit = Date.now() + PATIENCE
    for (;;) {
      const answer = await super.send(method, path, options)
      const wait = Number(answer.headers['retry-after'])
      const asksLater = answer.status === 429 || answer.status === 503
      if (!asksLater || !wait || Date.now() + wait * 1000 > limit) return answer
      await sleep(wait * 1000)
    }
  }
}
