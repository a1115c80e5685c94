/** The search of the browser tests finds a secret wherever it stands. */

import { expect, wired as test } from '../../e2e/browser/support/test'
import { beginSearch } from './support/search'

test.use({ settings: { AUTH_ACCESS_TOKEN_TTL: '2' } })

const PLANTED_PLACES = [
  'GET / request x-planted',
  'HTML, now',
  'IndexedDB, now',
  'POST /api/auth/login request body',
  'cache storage, now',
  'console',
  'document.cookie, now',
  'history, now',
  'localStorage, now',
  'request cookie',
  'requested address',
  'requested addresses, now',
  'server output',
  'sessionStorage, now',
  'what hangs on window, now',
  'window.name, now',
]

test('when a secret is planted in any place and spelling, the search finds it', async ({
  app,
  context,
  page,
  wire,
}) => {
  const secret = 'a planted secret, 42'
  const output = [`{"msg":"${secret}"}`]
  const search = beginSearch({ ...app, output }, context, wire.exchanges)
  const cookie = { name: 'plain', value: encodeURIComponent(secret), url: wire.url }
  await context.addCookies([cookie])
  await page.goto('/')
  await page.evaluate(async (planted) => {
    const hidden = btoa(`some text before ${planted} and after`)
    localStorage.setItem('hidden', hidden)
    sessionStorage.setItem('plain', planted)
    window.name = planted
    history.replaceState({ deep: { planted } }, '')
    const element = document.createElement('div')
    element.dataset.planted = planted
    document.body.append(element)
    Object.assign(document.body, { __fiber: new Map([['state', [{ planted }]]]) })
    console.info('planted', planted)
    await (await caches.open('planted')).put('/planted', new Response(planted))
    await new Promise((resolve) => {
      const request = indexedDB.open('planted')
      request.onupgradeneeded = () => request.result.createObjectStore('kept').put({ planted }, 1)
      request.onsuccess = () => resolve(request.result.close())
    })
    const address = `/?${new URLSearchParams({ planted })}`
    await (await fetch(address, { headers: { 'x-planted': planted } })).text()
    await fetch('/api/auth/login', { method: 'POST', body: JSON.stringify({ planted }) })
  }, secret)
  await search.lookInto(page, 'now')
  const found = search.placesOf(secret)
  expect(PLANTED_PLACES.filter((place) => !found.includes(place))).toEqual([])
})
