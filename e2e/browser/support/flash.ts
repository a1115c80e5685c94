/** Watches a page from its first byte on: what is shown for a moment only was shown. */
import type { Page } from 'playwright/test'

/** Each watch reports through its own function. */
let watches = 0

/**
 * Notes whenever one of some texts stands in an element, in this document and in every later one
 * of the page, also when it is gone before it is painted.
 *
 * @param selector the elements to look at, such as `header nav`.
 * @returns what has been seen so far, with the path on which it was.
 */
export async function watchFor(
  page: Page,
  selector: string,
  texts: string[],
): Promise<() => Promise<string[]>> {
  const seen: string[] = []
  watches += 1
  const name = `seen${watches}`
  await page.exposeFunction(name, (text: string) => seen.push(text))
  const watch = (given: { name: string; selector: string; texts: string[] }) => {
    const tell = (window as unknown as Record<string, (text: string) => void>)[given.name]
    const look = () => {
      for (const element of document.querySelectorAll(given.selector)) {
        const found = given.texts.find((text) => element.textContent?.includes(text))
        if (found) tell?.(`${found} on ${window.location.pathname}`)
      }
    }
    // Called with every change before it is painted.
    new MutationObserver(look).observe(document, {
      subtree: true,
      childList: true,
      characterData: true,
    })
    look()
  }
  await page.addInitScript(watch, { name, selector, texts })
  await page.evaluate(watch, { name, selector, texts })
  return async () => {
    // What the page has already sent arrives before the answer to a question.
    await page.evaluate(() => null)
    return seen
  }
}

/** The navigation of the header in an HTML answer. */
export function navigationIn(html: string): string {
  return /<nav[^>]*aria-label="Main".*?<\/nav>/s.exec(html)?.[0] ?? ''
}
