/** Runs in a page: everything in it that a script, an extension or a dump could carry away. */

/** What a page holds, by place; each text is searched for secrets. */
export type PageContents = Record<string, string[]>

/** Self-contained: it is sent to the page as it is. */
export async function contentsOfPage(): Promise<PageContents> {
  return {
    url: [location.href, document.referrer],
    'window.name': [window.name],
    history: [JSON.stringify(history.state) ?? ''],
    HTML: [document.documentElement.outerHTML],
    'document.cookie': [document.cookie],
    localStorage: Object.entries(localStorage).flat(),
    sessionStorage: Object.entries(sessionStorage).flat(),
    IndexedDB: await databases(),
    'cache storage': await cached(),
    'requested addresses': performance.getEntries().map(({ name }) => name),
    'what hangs on window': [reachable().join('\n')],
  }

  async function databases() {
    const texts: string[] = []
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await promised(indexedDB.open(name))
      texts.push(name)
      for (const store of database.objectStoreNames) {
        const all = database.transaction(store).objectStore(store).getAll()
        texts.push(store, JSON.stringify(await promised(all)))
      }
      database.close()
    }
    return texts
  }

  async function cached() {
    const texts: string[] = []
    for (const name of await caches.keys()) {
      const cache = await caches.open(name)
      for (const request of await cache.keys()) {
        texts.push(name, request.url, (await (await cache.match(request))?.text()) ?? '')
      }
    }
    return texts
  }

  /** Every string that own properties lead to from `window`: globals, DOM nodes, React's fibers. */
  function reachable() {
    const texts = new Set<string>()
    const seen = new Set<unknown>()
    const waiting: unknown[] = [window, document, ...document.querySelectorAll('*')]
    while (waiting.length > 0) {
      const value = waiting.pop()
      if (typeof value === 'string') texts.add(value)
      if ((typeof value !== 'object' && typeof value !== 'function') || value === null) continue
      if (seen.has(value)) continue
      seen.add(value)
      if (value instanceof Map) waiting.push(...value.keys(), ...value.values())
      if (value instanceof Set) waiting.push(...value)
      for (const property of Object.values(descriptorsOf(value))) waiting.push(property.value)
      for (const symbol of Object.getOwnPropertySymbols(value)) {
        waiting.push(Object.getOwnPropertyDescriptor(value, symbol)?.value)
      }
    }
    return [...texts]
  }

  function descriptorsOf(value: object): Record<string, PropertyDescriptor> {
    try {
      return Object.getOwnPropertyDescriptors(value)
    } catch {
      return {}
    }
  }

  function promised<Result>(request: IDBRequest<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
  }
}
