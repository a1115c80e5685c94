/** Watches a page from its first byte on: what is shown for a moment only was shown. */
import type { Page } from 'playwright/test'

/** Each watch reports through its own function. */
let watches = 0

/**
 * Notes whenever one of some texts is to be seen in an element, in this document and in every later one
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
    const told = new Set<string>()
    const look = () => {
      // Nothing is painted before, and what the style hides could not be told from the rest.
      const styles = [...document.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]')]
      if (styles.length === 0 || styles.some(({ sheet }) => sheet === null)) return
      for (const element of document.querySelectorAll<HTMLElement>(given.selector)) {
        if (!element.checkVisibility()) continue
        // biome-ignore lint/performance/useDomNodeTextContent: what the style hides is not seen.
        const found = given.texts.find((text) => element.innerText.includes(text))
        const text = found && `${found} on ${window.location.pathname}`
        if (text && !told.has(text)) tell?.(text)
        if (text) told.add(text)
      }
    }
    // Called with every change before it is painted.
    new MutationObserver(look).observe(document, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
    })
    const everyFrame = () => {
      look()
      requestAnimationFrame(everyFrame)
    }
    everyFrame()
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
