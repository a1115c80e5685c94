/** Where a secret turns up, of all that was seen of a browser, its traffic and the server. */
import { existsSync, readFileSync } from 'node:fs'
import type { BrowserContext, Page } from 'playwright/test'
import type { Exchange } from '../../../e2e/browser/support/wire'
import type { App } from '../../../e2e/support/app'
import { contentsOfPage } from './page-search'

export type Search = {
  /** Looks into a page as it is now. @param moment what the person has just done. */
  lookInto(page: Page, moment: string): Promise<void>
  /** Every place in which a secret stands, in any spelling. */
  placesOf(secret: string): string[]
}

/** Begins to write down. What is on the wire and in the server's log is read when asked for. */
export function beginSearch(
  app: App,
  context: BrowserContext,
  exchanges: readonly Exchange[],
): Search {
  const seen: [place: string, text: string][] = []
  context.on('console', (message) => seen.push(['console', message.text()]))
  context.on('weberror', (event) => seen.push(['uncaught error', String(event.error().stack)]))

  const everything = () => [
    ...seen,
    ...exchanges.flatMap(textsOf),
    ...app.output.map((line) => ['server output', line] as const),
    ...['', '-wal'].map((end) => ['database file', fileText(app.databaseFile + end)] as const),
  ]
  return {
    async lookInto(page, moment) {
      for (const [place, texts] of Object.entries(await page.evaluate(contentsOfPage))) {
        for (const text of texts) seen.push([`${place}, ${moment}`, text])
      }
    },
    placesOf(secret) {
      const spellings = spellingsOf(secret)
      const places = everything()
        .filter(([, text]) => spellings.some((spelling) => text.includes(spelling)))
        .map(([place]) => place)
      return [...new Set(places)].sort()
    },
  }
}

/** The texts of an exchange, each with its place, such as `POST /api/auth/login request body`. */
function textsOf(exchange: Exchange): [place: string, text: string][] {
  const { method, path, requestHeaders, requestBody, responseHeaders, responseBody } = exchange
  const call = `${method} ${path.split('?')[0]}`
  return [
    ['requested address', path],
    [`${call} request body`, requestBody],
    [`${call} response body`, responseBody],
    ...requestHeaders.map(([name, value]): [string, string] => [
      name.toLowerCase() === 'cookie' ? 'request cookie' : `${call} request ${name.toLowerCase()}`,
      value,
    ]),
    ...responseHeaders.map(([name, value]): [string, string] => [
      `${call} response ${name.toLowerCase()}`,
      value,
    ]),
  ]
}

/**
 * As it is, as part of an address or a form, and as base64 in both alphabets, at each of the three
 * offsets at which it can stand in a longer text.
 */
function spellingsOf(secret: string): string[] {
  const encoded = encodeURIComponent(secret)
  const base64 = [0, 1, 2].map((offset) => {
    const text = Buffer.from(`${' '.repeat(offset)}${secret}`).toString('base64')
    return text.slice(offset === 0 ? 0 : offset + 1, -4)
  })
  const base64url = base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'))
  return [secret, encoded, encoded.replaceAll('%20', '+'), ...base64, ...base64url]
}

function fileText(path: string): string {
  return existsSync(path) ? readFileSync(path, 'latin1') : ''
}
