// npm start: serves until a signal stops it.
import { serve } from '@hono/node-server'
import { remoteKeys } from './keys.mjs'
import { createService } from './service.mjs'
import { readSettings } from './settings.mjs'

const { settings, problems } = readSettings(process.env)
if (problems.length > 0) {
  for (const problem of problems) console.error(problem)
  process.exit(1)
}

const keys = remoteKeys(settings, (line) => console.error(line))
const { fetch } = createService(settings, keys)
const { host: hostname, port } = settings

const server = serve({ fetch, hostname, port }, async () => {
  // What is wrong with the keys is said now, and not when the first person comes. An app that starts
  // later is found later.
  await keys.ready().catch(() => undefined)
  console.log(`Ready at http://${hostname}:${port}`)
})
server.once('error', (error) => {
  console.error(`PORT ${port} of HOST ${hostname} cannot be listened on: ${error.code}`)
  process.exit(1)
})
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => server.close())
