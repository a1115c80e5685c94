// Machine: a clone need not edit this file.
import { and, lt, lte, or, type SQL, type SQLWrapper } from 'drizzle-orm'
import type { Place } from '../lib/contract/pages'

/**
 * What comes after a place in a list with the newest row first. Unlike an offset it neither repeats nor
 * skips a row when rows are added meanwhile.
 *
 * @param place null: from the newest.
 */
export function after(time: SQLWrapper, id: SQLWrapper, place: Place | null): SQL | undefined {
  // The first condition follows from the second; with it the database enters an index at the place.
  return place ? and(lte(time, place.time), or(lt(time, place.time), lt(id, place.id))) : undefined
}
