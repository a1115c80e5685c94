import http from 'node:http'

/**
 * Sends requests over kept connections, on each of them the next when the last is answered.
 *
 * @param {Awaited<ReturnType<typeof import('./server.mjs').startServer>>} server
 * @param {object} work
 * @param {number} work.times how many requests
 * @param {number} work.connections
 * @param {() => { method?: string, path: string, headers?: object, body?: string }} work.request
 * @param {(response: http.IncomingMessage) => string | null} work.problem what is wrong with an answer
 * @returns {Promise<{ cpu: number, rate: number, statements: number }>} milliseconds of the server's CPU
 *   for one request, requests a second, statements of the database for one request
 */
export async function measured(server, { times, connections, request, problem }) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections })
  const before = await server.read()
  const started = performance.now()
  let left = times
  const connection = async () => {
    while (left > 0) {
      left -= 1
      const wrong = problem(await send(server.origin, agent, request()))
      if (wrong) throw new Error(`The benchmark measures something else: ${wrong}`)
    }
  }
  await Promise.all(Array.from({ length: connections }, connection))
  const seconds = (performance.now() - started) / 1000
  const after = await server.read()
  agent.destroy()
  return {
    cpu: (after.cpu - before.cpu) / 1000 / times,
    rate: times / seconds,
    statements: (after.statements - before.statements) / times,
  }
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
