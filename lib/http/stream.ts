// Machine: a clone need not edit this file.
import { causeOf } from '../../db/errors'
import { log } from '../log/log'
import { API_HEADERS } from './problem'

/**
 * Answers with JSON that is made while it is sent: a part is made when the one before has left, so
 * memory does not grow with its length, however slowly it is read.
 *
 * What fails on the way breaks the connection off. The status has been sent by then, and an answer
 * that ends in order would pass for a complete one (RFC 9112 section 8).
 */
export function jsonStream(
  parts: AsyncGenerator<string>,
  headers: Record<string, string>,
): Response {
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await parts.next()
          if (done) controller.close()
          else controller.enqueue(encoder.encode(value))
        } catch (error) {
          const cause = causeOf(error)
          log.error({ event: 'request_failed', error: cause })
          controller.error(cause)
        }
      },
      async cancel() {
        await parts.return(undefined)
      },
    },
    { highWaterMark: 0 },
  )
  return new Response(body, {
    headers: { ...API_HEADERS, 'Content-Type': 'application/json', ...headers },
  })
}
