import type { ReactNode } from 'react'

export function Facts({ children }: { children: ReactNode }) {
  return <dl className="mt-4 divide-y divide-border">{children}</dl>
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap justify-between gap-x-6 gap-y-0.5 py-2.5">
      <dt className="text-muted">{name}</dt>
      <dd className="ml-auto min-w-0 text-right font-medium wrap-anywhere">{children}</dd>
    </div>
  )
}

const format = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'short',
  timeZone: 'UTC',
})

const inWords = (iso: string) => `${format.format(new Date(iso))} UTC`

/** From one moment to another, told once where both read the same. */
export function Period({ from, to }: { from: string; to: string }) {
  if (inWords(from) === inWords(to)) return <Time iso={to} />
  return (
    <>
      {'from '}
      <Time iso={from} />
      {' to '}
      <Time iso={to} />
    </>
  )
}

/**
 * A moment, in UTC and saying so. Only the server renders it, so that server and browser cannot
 * disagree about locale or time zone.
 *
 * @param props.iso ISO 8601.
 */
export function Time({ iso }: { iso: string }) {
  return <time dateTime={iso}>{inWords(iso)}</time>
}
