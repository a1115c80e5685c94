import type { Metadata } from 'next'
import { EventItem } from '@/app/account/activity/event-item'
import { ListPages } from '@/components/list-pages'
import { Card } from '@/components/ui/card'
import { PageTitle } from '@/components/ui/page-title'
import { eventsOf } from '@/lib/http/account-pages'
import { requireCurrentUser } from '@/lib/http/current-user'

export const metadata: Metadata = { title: 'Activity' }

const PATH = '/account/activity'

type ActivityProps = { searchParams: Promise<{ cursor?: string | string[] }> }

export default async function ActivityPage({ searchParams }: ActivityProps) {
  const current = await requireCurrentUser(PATH)
  const { cursor } = await searchParams
  const isFirst = typeof cursor !== 'string'
  const { events, nextCursor } = await eventsOf(current, isFirst ? {} : { cursor })
  return (
    <div className="grid gap-5 sm:gap-6">
      <div>
        <PageTitle>Activity</PageTitle>
        <p className="mt-2 max-w-2xl leading-relaxed text-muted">
          What happened to your account in the last 90 days, newest first. If something here was not
          you, change your password.
        </p>
      </div>
      <Card className="py-2 sm:py-3">
        {events.length === 0 ? (
          <p className="py-4 text-muted">Nothing has happened yet.</p>
        ) : (
          <ol className="divide-y divide-border">
            {events.map((event) => (
              <EventItem key={event.id} event={event} />
            ))}
          </ol>
        )}
      </Card>
      <ListPages name="Pages of activity" path={PATH} isFirst={isFirst} nextCursor={nextCursor} />
    </div>
  )
}
