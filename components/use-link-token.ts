import { useEffect, useRef, useState } from 'react'

/**
 * The token in the fragment, `#token=` and 43 characters (`lib/auth/tokens/one-time-token.ts`). One
 * that was cut or wrapped is none. What a mail puts behind a link, such as a full stop, is no part.
 */
export function linkToken(hash = window.location.hash): string | null {
  return /^#token=([\w-]{43})[_-]*(?![\w-])/.exec(hash)?.[1] ?? null
}

type OpenedLink = {
  /** Undefined until the page has looked, and null where there is none. */
  token: string | null | undefined
  /** Counts links: one that is opened in an open page changes the fragment, and loads nothing. */
  opened: number
}

/** `latest` is for a form that was sent before hydration, and is replayed before the page has looked. */
type LinkToken = OpenedLink & { latest: () => string | null }

/**
 * The token of the link that led here, taken out of the address bar at once: it must not be in a
 * screenshot, in a bookmark or in what is synchronised between browsers.
 */
export function useLinkToken(): LinkToken {
  const [link, setLink] = useState<OpenedLink>({ token: undefined, opened: 0 })
  const taken = useRef<string | null>(null)
  useEffect(() => {
    const take = () => {
      const { hash, pathname, search } = window.location
      const token = linkToken(hash)
      if (token !== null) {
        taken.current = token
        setLink(({ opened }) => ({ token, opened: opened + 1 }))
      }
      // A part of a token, too.
      if (/token/i.test(hash)) window.history.replaceState(null, '', pathname + search)
    }
    // Later: the router's effects come after this one, and would put the address back that it knows.
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
  return { ...link, latest: () => linkToken() ?? taken.current }
}
