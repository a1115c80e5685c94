import type { Metadata } from 'next'
import { NotesPage } from '@/features/notes/notes-page'
import { requireCurrentUser } from '@/lib/http/current-user'

export const metadata: Metadata = { title: 'Notes' }

type NotesProps = { searchParams: Promise<{ cursor?: string | string[] }> }

export default async function AccountNotesPage({ searchParams }: NotesProps) {
  const { user } = await requireCurrentUser('/account/notes')
  const { cursor } = await searchParams
  return <NotesPage userId={user.id} cursor={typeof cursor === 'string' ? cursor : undefined} />
}
