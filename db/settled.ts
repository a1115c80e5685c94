// Machine: a clone need not edit this file.
/**
 * Runs a statement whose answer may be lost after the database has committed it. If that counted as a
 * failure, the caller would try again, and fail.
 *
 * @param lookUp what the statement would have left, if it took effect.
 * @throws what the statement threw, where it did not take effect or no one can know.
 */
export async function settled<Value>(
  statement: () => Promise<Value | undefined>,
  lookUp: () => Promise<Value | undefined>,
): Promise<Value | undefined> {
  try {
    return await statement()
  } catch (error) {
    const left = await lookUp().catch(() => undefined)
    if (left === undefined) throw error
    return left
  }
}
