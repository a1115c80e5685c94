// npm run mail:preview: a page on this machine with every mail, as HTML and as text. Each load renders
// the sources as they are then.
import './lib/check-node.mjs'
import './lib/end-plainly.mjs'
import { createServer } from 'node:http'
import { createViteServer } from 'vitest/node'
import { readArguments } from './lib/arguments.mjs'
import { fail, root } from './lib/paths.mjs'
import { freePort } from './lib/port.mjs'

const { problem } = readArguments('npm run mail:preview', {}, {})
if (problem) fail(problem)

const vite = await createViteServer({
  root: `${root}lib`,
  configFile: false,
  appType: 'custom',
  logLevel: 'error',
  server: { middlewareMode: true, ws: false },
})

/** @param {string} path `/`, or the kind of a message with `.html` or `.txt` */
async function page(path) {
  const { SENT_KINDS, renderSample } = await vite.ssrLoadModule('/mail/testing.ts')
  const [, kind, part] = /^\/([a-z-]+)\.(html|txt)$/.exec(path) ?? []
  if (path === '/') {
    const rows = SENT_KINDS.map(
      (kind) => `<li><a href="/${kind}.html">${kind}</a> <a href="/${kind}.txt">text</a></li>`,
    )
    const style = '<style>:root { color-scheme: light dark; font-family: system-ui }</style>'
    return {
      type: 'html',
      body: `<!doctype html><title>Mails</title>${style}<ul>${rows.join('')}</ul>`,
    }
  }
  if (!SENT_KINDS.includes(kind)) return null
  const { subject, html, text } = await renderSample(kind)
  return part === 'html'
    ? { type: 'html', body: html }
    : { type: 'plain', body: `Subject: ${subject}\n\n${text}\n` }
}

const server = createServer(async ({ url }, response) => {
  try {
    const found = await page(url)
    response.writeHead(found ? 200 : 404, { 'Content-Type': `text/${found?.type}; charset=utf-8` })
    response.end(found?.body)
  } catch (error) {
    vite.ssrFixStacktrace(error)
    response.writeHead(500, { 'Content-Type': 'text/plain; charset=utf-8' }).end(error.stack)
  }
})
const port = await freePort()
server.listen(port, '127.0.0.1', () => console.log(`Every mail: http://localhost:${port}`))
