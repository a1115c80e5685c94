// Machine: a clone need not edit this file.
import Bowser from 'bowser'

/**
 * "Firefox 140" and "Windows": enough for users to recognise their own browser. An unknown
 * browser has the name that it gives itself.
 */
export type DeviceInWords = { browser: string; system: string }

/** A header may be as long as it likes, and a list of them has to fit on a phone. */
const LONGEST_NAME = 60
/** Blanks at either end, and control characters, which show nothing anywhere. */
const UNSEEN = /^[\s\p{Cc}]+|[\s\p{Cc}]+$/gu

/** The parser throws at an empty header. */
const parsed = (userAgent: string | null): Pick<Bowser.Parser.ParsedResult, 'browser' | 'os'> =>
  userAgent ? Bowser.parse(userAgent) : { browser: {}, os: {} }

/**
 * Reads a User-Agent header. It is whatever its sender likes, so this is a hint to read and never
 * a ground to decide on.
 */
export function deviceInWords(userAgent: string | null): DeviceInWords {
  const { browser, os } = parsed(userAgent)
  const own = userAgent?.replace(UNSEEN, '')
  // Bowser takes any text for the version of Opera.
  const major = /^\d+/.exec(browser.version ?? '')?.[0]
  return {
    browser: shorten(
      browser.name ? [browser.name, major].filter(Boolean).join(' ') : own || 'Unknown browser',
    ),
    system: os.name || 'Unknown system',
  }
}

/** Of what no row of its table fits, Bowser takes a name out of the header. */
const KNOWN = new Set(Object.values(Bowser.BROWSER_MAP))

/**
 * "Firefox 140 on Windows", or null for a browser that is not known: a mail must not say what its sender
 * has chosen.
 */
export function knownDeviceInWords(userAgent: string | null): string | null {
  if (!KNOWN.has(parsed(userAgent).browser.name ?? '')) return null
  const { browser, system } = deviceInWords(userAgent)
  return `${browser} on ${system}`
}

/** "Firefox on Windows", which an update of the browser leaves as it is; null for a browser that is not known. */
export function browserKind(userAgent: string | null): string | null {
  const { browser, os } = parsed(userAgent)
  return browser.name ? `${browser.name} on ${os.name}` : null
}

const shorten = (name: string) =>
  name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name
