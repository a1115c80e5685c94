import { CircleAlert, CircleDot, TriangleAlert } from 'lucide-react'
import { LocalTime } from '@/components/local-time'
import { deviceName } from '@/components/words'
import type { AccountEvent } from '@/lib/contract/answers'
import { cn } from '@/lib/utils'
import { type EventTone, eventInWords, networkInWords } from './event-words'

const ICONS = { alarm: TriangleAlert, notice: CircleAlert, plain: CircleDot }
const COLOURS: Record<EventTone, string> = {
  alarm: 'text-danger',
  notice: 'text-notice',
  plain: 'text-muted',
}

/** One thing that happened to the account: what, when, and from where. */
export function EventItem({ event }: { event: AccountEvent }) {
  const { title, text, tone } = eventInWords(event)
  const Icon = ICONS[tone]
  return (
    <li className="flex gap-3 py-4">
      <Icon aria-hidden className={cn('mt-0.5 size-5 shrink-0', COLOURS[tone])} />
      <div className="min-w-0 flex-1">
        <div className="flex flex-col justify-between gap-x-6 sm:flex-row sm:items-baseline">
          <h2 className={cn('font-semibold', tone === 'alarm' && COLOURS.alarm)}>{title}</h2>
          <p className="shrink-0 text-sm text-muted sm:text-right">
            {event.lastAt && `${event.count} times, `}
            <LocalTime iso={event.createdAt} until={event.lastAt ?? undefined} />
          </p>
        </div>
        {text && <p className="leading-relaxed">{text}</p>}
        <p className="text-sm wrap-anywhere text-muted">{placeOf(event)}</p>
      </div>
    </li>
  )
}

/**
 * From where, as far as that is known: an operator's command comes from no browser. Of what
 * happened several times only the last browser is kept, and each may have been another.
 */
function placeOf(event: AccountEvent): string {
  const name = event.lastAt ? `Last from ${deviceName(event)}` : deviceName(event)
  const device = event.browser === 'Unknown browser' && !event.ip ? null : name
  const address = event.ip && `IP address ${networkInWords(event.ip)}`
  return [device, address, event.current && 'this session'].filter(Boolean).join(' · ')
}
