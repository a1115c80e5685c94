import Bowser from 'bowser'

/** "Firefox 140" and "Windows": enough for people to recognise their own browser. */
export type DeviceInWords = { browser: string; system: string }

/**
 * Reads a User-Agent header. It is whatever its sender likes, so this is a hint to read and never
 * a ground to decide on.
 */
export function deviceInWords(userAgent: string | null): DeviceInWords {
  const { browser, os } = userAgent ? Bowser.parse(userAgent) : { browser: {}, os: {} }
  const major = browser.version?.split('.')[0]
  return {
    browser: browser.name ? [browser.name, major].filter(Boolean).join(' ') : 'Unknown browser',
    system: os.name || 'Unknown system',
  }
}
