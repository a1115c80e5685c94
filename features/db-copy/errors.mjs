import { CommandError, reasonOf } from '../../scripts/lib/command-error.mjs'

/** The end of a copy whose next batch could not be written. */
export const writeFailed = (table, error) =>
  new CommandError(
    `The target did not take rows of ${table.name}: ${reasonOf(error)}. What was copied stays; the same command goes on from there.`,
  )
