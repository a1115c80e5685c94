import type { PgTable } from 'drizzle-orm/pg-core'
import type { ExportLists } from '@/lib/auth/account/export'
import type { Operation } from '@/lib/http/openapi/operation'

/** A link to a page: its path, and its name as people read it. */
export type PageLink = { path: string; name: string }

/**
 * What a feature adds to the app. Its routes and pages are thin files in `app/`, and its tables are in
 * its `tables.ts`, where `drizzle.config.ts` finds them.
 */
export type Feature = {
  tables?: Record<string, PgTable>
  /** Its routes in the description of the API. */
  operations?: Operation[]
  /** Its pages in the navigation of the account. */
  accountPages?: PageLink[]
  /** Its pages at the foot of every page. */
  footer?: PageLink[]
  /** What the export of an account has of it. */
  exported?: ExportLists
}
