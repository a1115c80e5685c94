/** Many requests, over a few connections that stay open. */
import { Agent, request } from 'node:http'
import { type Answer, makeAnswer } from '../../e2e/support/client'

const CONNECTIONS = 16
/** In milliseconds. */
const LIMIT = 30_000

export type Shot = { method: string; path: string; headers?: Record<string, string> }

/**
 * Sends them all and hands each answer on as it comes.
 *
 * @throws what `judge` throws, with nothing of the rest sent.
 */
export async function volley<Fired extends Shot>(
  app: { url: string },
  shots: Fired[],
  judge: (answer: Answer, shot: Fired) => void,
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const waiting = shots.values()
  const one = async () => {
    for (const shot of waiting) judge(await send(app.url, shot, agent), shot)
  }
  try {
    await Promise.all(Array.from({ length: CONNECTIONS }, one))
  } finally {
    agent.destroy()
  }
}

function send(url: string, { method, path, headers }: Shot, agent: Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { method, headers, agent, timeout: LIMIT }
    const sent = request(new URL(path, url), options, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.once('error', reject)
      response.once('end', () => {
        const { 'set-cookie': setCookies = [], ...others } = response.headers
        const text = Buffer.concat(chunks).toString()
        resolve(
          makeAnswer(response.statusCode ?? 0, others as Record<string, string>, setCookies, text),
        )
      })
    })
    sent.once('timeout', () => sent.destroy(new Error(`No answer in ${LIMIT} ms`)))
    sent.once('error', reject)
    sent.end()
  })
}
