/** What README.md and .env.example say of the settings, made from lib/config/settings.ts. */

const WIDTH = 100

const HEAD = `The settings of the app. "npm start" needs none of them: it makes AUTH_SECRET into .env.local, and everything else has a default that works. To change one, copy its line to .env.local (which is never committed) and restart. A wrong value stops the start with a line that says what to do. The file is UTF-8 without a byte order mark; a "$" in a setting is refused, since some readers expand it: set such a value in the environment. "npm run docs:settings" writes this file.`

/**
 * @param {import('../../lib/config/kinds').Rows} rows
 * @param {typeof import('../../lib/config/kinds').valuesOf} valuesOf
 * @returns {string} the text of .env.example
 */
export function envExample(rows, valuesOf) {
  const blocks = Object.values(rows).map((row) => {
    const values = [row.unset ? [] : (row.default ?? []), row.examples ?? []].flat()
    const text = [sentences(row, valuesOf), row.more].filter(Boolean).join(' ')
    return [...comment(text.replaceAll('`', '')), ...values.map((one) => `# ${row.name}=${one}`)]
  })
  return `${[comment(HEAD), ...blocks].map((lines) => lines.join('\n')).join('\n\n')}\n`
}

/**
 * @param {string} readme its text
 * @returns {string} the same with the table of its section "Settings" made anew
 */
export function readmeWithSettings(readme, rows, valuesOf) {
  const table = Object.values(rows).map(
    (row) =>
      `| \`${row.name}\` | ${row.unset ?? shown(row.default)} | ${sentences(row, valuesOf).replace(/"([\w-]+)"/g, '`$1`')} |`,
  )
  const head = '| name | default | |\n|---|---|---|\n'
  const start = readme.indexOf(head, readme.indexOf('\n## Settings\n'))
  if (start === -1) throw new Error('README.md has no table of settings')
  const end = readme.indexOf('\n\n', start)
  return readme.slice(0, start) + head + table.join('\n') + readme.slice(end)
}

function sentences(row, valuesOf) {
  const values = valuesOf(row)
  return [
    row.about,
    values && `${values[0].toUpperCase()}${values.slice(1)}.`,
    row.since && `Since ${row.since}.`,
  ]
    .filter(Boolean)
    .join(' ')
}

function shown(value) {
  if (value === null) return '–'
  return typeof value === 'number' ? value : `\`${value}\``
}

/** A text as lines of a comment. */
function comment(text) {
  const lines = ['#']
  for (const word of text.split(' ')) {
    if (`${lines.at(-1)} ${word}`.length > WIDTH) lines.push('#')
    lines.push(`${lines.pop()} ${word}`)
  }
  return lines
}
