import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

/**
 * A build of Next holds keys that it makes by itself: for draft mode, for revalidation on demand and
 * for what server actions close over. They lie in the image, where many can read them. Here they
 * protect nothing, since nothing of that is used; where one of these is wanted, SECURITY.md says what
 * has to be set first.
 */
test('when the source is searched, nothing relies on the keys that Next leaves in the build', () => {
  const files = ['app', 'lib', 'db'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|tsx|mjs)$/.test(name) && !/\.test\./.test(name))
      .map((name) => join(folder, name)),
  )
  expect(files.length).toBeGreaterThan(100)
  const using = files.filter((file) =>
    /^\s*['"]use server['"]|\b(draftMode|revalidatePath|revalidateTag|setPreviewData|unstable_cache)\b/m.test(
      readFileSync(file, 'utf8'),
    ),
  )
  expect(using).toEqual([])
})
