/** For vitest: puts a test file on PostgreSQL before anything reads which database it is for. */
import { inject } from 'vitest'

process.env.DATABASE_URL = inject('postgresql')
