'use client'

import { clsx } from 'clsx'
import { useSyncExternalStore } from 'react'

const STYLE = { dateStyle: 'medium', timeStyle: 'short' } as const
const UTC = new Intl.DateTimeFormat('en-GB', { ...STYLE, timeZone: 'UTC' })
const OWN = new Intl.DateTimeFormat(undefined, STYLE)
const LANGUAGE = OWN.resolvedOptions().locale

const never = () => () => {}

type LocalTimeProps = {
  /** ISO 8601. */
  iso: string
  /** The end, where it is a time from one moment to another. */
  until?: string
}

/**
 * A moment in the reader's own time zone and language. The server knows neither: it renders UTC, and
 * the browser replaces that after hydration. The UTC words stay as an invisible text in the same
 * place, and some room beside them for a longer form, so that the width does not change. Browsers
 * differ in their words for UTC as well, such as the blanks in a range of several days: hydration keeps the server's.
 */
export function LocalTime({ iso, until }: LocalTimeProps) {
  const isHydrated = useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
  const inWords = (format: Intl.DateTimeFormat) =>
    until ? format.formatRange(new Date(iso), new Date(until)) : format.format(new Date(iso))
  const utc = `${inWords(UTC)} UTC`
  return (
    <time
      dateTime={until ?? iso}
      lang={isHydrated ? LANGUAGE : undefined}
      data-utc={utc}
      suppressHydrationWarning
      className={clsx(
        'inline-grid before:invisible before:[grid-area:1/1] before:content-[attr(data-utc)]',
        until ? 'before:pe-[2em]' : 'before:pe-[1em]',
      )}
    >
      <span className="[grid-area:1/1]" suppressHydrationWarning>
        {isHydrated ? inWords(OWN) : utc}
      </span>
    </time>
  )
}
