import http from 'node:http'

/**
 * Sends requests over kept connections, on each of them the next when the last is answered.
 *
 * @param {string} origin
 * @param {number} total how many requests
 * @param {number} connections
 * @param {object} kind
 * @param {() => { method?: string, path: string, headers?: object, body?: string }} kind.request
 * @param {(response: http.IncomingMessage) => string | null} kind.problem what is wrong with an answer
 * @returns {Promise<number>} requests a second
 */
export async function requestsPerSecond(origin, total, connections, { request, problem }) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections })
  const started = performance.now()
  let left = total
  const connection = async () => {
    while (left > 0) {
      left -= 1
      const wrong = problem(await send(origin, agent, request()))
      if (wrong) throw new Error(`The benchmark measures something else: ${wrong}`)
    }
  }
  await Promise.all(Array.from({ length: connections }, connection))
  agent.destroy()
  return total / ((performance.now() - started) / 1000)
}

function send(origin, agent, { method = 'GET', path, headers, body }) {
  return new Promise((resolve, reject) => {
    const request = http.request(`${origin}${path}`, { method, headers, agent }, (response) => {
      response.resume()
      response.once('end', () => resolve(response))
      response.once('error', reject)
    })
    request.once('error', reject)
    request.end(body)
  })
}
