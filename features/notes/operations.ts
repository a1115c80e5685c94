import { z } from 'zod'
import { pageQuery } from '@/lib/contract/pages'
import type { Operation } from '@/lib/http/openapi/operation'
import { note, noteInput, notePage } from './notes'

export const noteOperations: Operation[] = [
  {
    method: 'get',
    path: '/api/notes',
    id: 'listNotes',
    summary: 'List your notes',
    description: 'Newest first.',
    auth: 'bearer',
    query: pageQuery,
    answers: [{ status: 200, description: 'A page of notes.', schema: notePage }],
    errors: ['invalid-input'],
  },
  {
    method: 'post',
    path: '/api/notes',
    id: 'addNote',
    summary: 'Add a note',
    description:
      'Blanks around the text are dropped. The same id and text again, after a lost answer, add nothing and get the same answer. `invalid-input` also where the id is taken, or there are too many notes.',
    auth: 'bearer',
    body: noteInput.meta({ id: 'NewNote' }),
    answers: [{ status: 201, description: 'The note was added.', schema: z.object({ note }) }],
  },
  {
    method: 'delete',
    path: '/api/notes/{id}',
    id: 'deleteNote',
    summary: 'Delete a note',
    description: 'Another user’s note and an unknown id get the same `not-found`.',
    auth: 'bearer',
    params: note.pick({ id: true }),
    answers: [{ status: 204, description: 'The note is deleted.' }],
    errors: ['not-found'],
  },
]
