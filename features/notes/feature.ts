import { exportRows } from '@/lib/auth/account/export'
import type { Feature } from '../feature'
import { publicNote } from './notes'
import { noteOperations } from './operations'
import { selectNotes } from './queries'
import * as tables from './tables'

/** Notes of each user: the feature to copy. */
export const notes: Feature = {
  tables,
  operations: noteOperations,
  accountPages: [{ path: '/account/notes', name: 'Notes' }],
  exported: { notes: exportRows(selectNotes, publicNote) },
}
