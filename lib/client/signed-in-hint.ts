// Machine: a clone need not edit this file.
/**
 * The cookie that says "there is probably a session" (`http/cookies.ts`). A page that is the same for
 * everyone shows by it what it will show once the server has said who is signed in. It decides nothing.
 */
import { HINT_COOKIE } from '../brand'

type Place = { document: Pick<Document, 'cookie'>; location: Pick<Location, 'protocol' | 'port'> }

/** Does this browser probably hold a session? */
export function hasHint({ document, location }: Place): boolean {
  const name =
    location.protocol === 'https:'
      ? `__Host-${HINT_COOKIE}`
      : `${HINT_COOKIE}_${location.port || 80}`
  return document.cookie.split('; ').includes(`${name}=1`)
}

/**
 * The same as text, for the head of every document: it marks the document before anything is painted,
 * and globals.css has the rest. A constant, so that the Content-Security-Policy can name its hash.
 */
export const HINT_SCRIPT = `document.cookie.split('; ').includes((location.protocol==='https:'?'__Host-${HINT_COOKIE}':'${HINT_COOKIE}_'+(location.port||80))+'=1')&&document.documentElement.setAttribute('data-signed-in','')`
