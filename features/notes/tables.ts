import { index, millis, table, text } from '../../db/columns'
import { users } from '../../db/schema'

/** A note of a user. Times are milliseconds since 1970. */
export const notes = table(
  'notes',
  {
    id: text('id').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    text: text('text').notNull(),
    createdAt: millis('created_at').notNull(),
  },
  // The newest notes of a user, page by page.
  (note) => [index('notes_user_id_idx').on(note.userId, note.createdAt, note.id)],
)

export type NoteRow = typeof notes.$inferSelect
