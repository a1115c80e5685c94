import { useEffect, useState } from 'react'

/**
 * The token in the fragment of the address: `#token=…`. What a mail or a message puts behind a link, a
 * full stop or a bracket, is no part of it.
 */
export function linkToken(hash = window.location.hash): string | null {
  return /^#token=([\w-]+)/.exec(hash)?.[1] ?? null
}

type OpenedLink = {
  /** Undefined until the page has looked, and null where there is none. */
  token: string | null | undefined
  /** Counts links: one that is opened in a page that is there changes the fragment, and loads nothing. */
  opened: number
}

/**
 * The token of the link that led here, taken out of the address bar at once: it must not be in a
 * screenshot, in a bookmark or in what is synchronised between browsers.
 */
export function useLinkToken(): OpenedLink {
  const [link, setLink] = useState<OpenedLink>({ token: undefined, opened: 0 })
  useEffect(() => {
    const take = () => {
      const token = linkToken()
      if (token === null) return
      setLink(({ opened }) => ({ token, opened: opened + 1 }))
      const { pathname, search } = window.location
      window.history.replaceState(null, '', pathname + search)
    }
    // Later: the router, whose own effects come after this one, would put the address back that it
    // knows. From then on it hears of what becomes of it.
    const timer = setTimeout(() => {
      take()
      setLink((known) => ({ ...known, token: known.token ?? null }))
    })
    window.addEventListener('hashchange', take)
    return () => {
      clearTimeout(timer)
      window.removeEventListener('hashchange', take)
    }
  }, [])
  return link
}
