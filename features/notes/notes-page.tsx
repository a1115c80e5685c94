import { headers } from 'next/headers'
import { ListPages } from '@/components/list-pages'
import { LocalTime } from '@/components/local-time'
import { PageTitle } from '@/components/ui/page-title'
import { pageQuery } from '@/lib/contract/pages'
import { readForPage } from '@/lib/http/page-read'
import { requestContext } from '@/lib/http/request-context'
import { NoteList } from './note-list'
import { listNotes } from './notes'

const PATH = '/account/notes'

type NotesPageProps = {
  userId: string
  /** Where the page of the list begins; one that leads nowhere counts as not given. */
  cursor?: string
}

/** The notes of a user, the newest first: rendered on the server, added and deleted without a reload. */
export async function NotesPage({ userId, cursor }: NotesPageProps) {
  const context = requestContext({ headers: await headers() })
  const query = pageQuery.catch(pageQuery.parse({})).parse({ cursor })
  const { notes, nextCursor } = await readForPage(() => listNotes(context, userId, query))
  const isFirst = query.cursor === null
  return (
    <div className="grid gap-6 sm:gap-8">
      <div>
        <PageTitle>Notes</PageTitle>
        <p className="mt-2 max-w-2xl leading-relaxed text-muted">
          Only you can see them. They are deleted with your account.
        </p>
      </div>
      <NoteList
        takesNew={isFirst}
        notes={notes.map(({ id, text, createdAt }) => ({
          id,
          text,
          time: <LocalTime iso={createdAt} />,
        }))}
      />
      <ListPages name="Pages of notes" path={PATH} isFirst={isFirst} nextCursor={nextCursor} />
    </div>
  )
}
