/**
 * Marks in comments say which lines go with a feature:
 *
 * - `feature: notes` with something else on the line: that line;
 * - alone on a line: all lines to `/feature: notes`, or to the end of the file where there is no end.
 *
 * A line that begins with a plus is that of a diff in a recipe, which stays whole.
 */
const OPENER = String.raw`(?://|#|<!--|\{?/\*+)`
/** What closes a comment may have something after it. */
const CLOSER = String.raw`(?:$|(?:-->|\*/\}?)(.*)$)`

const mark = (name, slash = '') =>
  new RegExp(String.raw`^(?!\+)(.*?)${OPENER}\s*${slash}feature: ${name}\s*${CLOSER}`)

/**
 * A text without what belongs to a feature.
 *
 * @param {string} text
 * @param {string} name of the feature
 * @returns {string} the text itself where nothing is marked
 */
export function cutMarked(text, name) {
  if (!text.includes(`feature: ${name}`)) return text
  const [start, end] = [mark(name), mark(name, '/')]
  const kept = []
  let isInside = false
  let justCut = false
  for (const line of text.split('\n')) {
    const found = start.exec(line)
    if (isInside) isInside = !end.test(line)
    else if (found) isInside = `${found[1]}${found[2] ?? ''}`.trim() === ''
    // Of the empty lines around what went, one is enough.
    else if (!justCut || line !== '' || (kept.at(-1) ?? '') !== '') {
      kept.push(line)
      justCut = false
      continue
    }
    justCut = true
  }
  return kept.join('\n')
}
