// feature: resource-server
/** Stands where the app publishes its keys, and can be away, slow or wrong. */
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { Pair } from '../../lib/auth/tokens/testing-keys'

/** How it answers: with these keys, or in another way. */
type Answers = Pair[] | ((response: ServerResponse) => void)

export type KeySet = {
  url: string
  answers: Answers
  /** How often it was asked. */
  asked: number
  /** No one listens any more. */
  leave(): Promise<void>
  /** And again, at the same place. */
  arrive(): Promise<void>
}

/** @param port free; no one listens there before `arrive`. */
export function keySetAt(port: number): KeySet {
  const server = createServer((_, response) => {
    keySet.asked += 1
    if (typeof keySet.answers === 'function') return keySet.answers(response)
    response.setHeader('Content-Type', 'application/jwk-set+json')
    response.end(JSON.stringify({ keys: keySet.answers.map(publicHalf) }))
  })
  const keySet: KeySet = {
    url: `http://127.0.0.1:${port}`,
    answers: [],
    asked: 0,
    async leave() {
      if (!server.listening) return
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
    async arrive() {
      server.listen(port, '127.0.0.1')
      await once(server, 'listening')
    },
  }
  return keySet
}

const publicHalf = ({ alg, kid, publicKey }: Pair) => ({
  ...publicKey.export({ format: 'jwk' }),
  alg,
  kid,
  use: 'sig',
})
