/** What `npm run rename` decides: names and texts in, texts or a sentence out. */

/** In UTF-16 units. A longer name fits neither the header of a page nor a tab. */
const LONGEST_NAME = 40
/** Of a URN namespace (RFC 8141 section 2); a shorter slug than three forbids too many passwords. */
const SLUG_LENGTH = { min: 3, max: 32 }
const SLUG = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/

/** What a heading, a header line or a page would not show as it is, and what no eye sees. */
const NO_NAME = /[\p{C}\p{Zl}\p{Zp}\\<>`]/u

/** @returns the name in `a-z 0-9 -`; empty where it has no letter of these, not even below an accent. */
export function slugOf(name) {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, SLUG_LENGTH.max)
    .replace(/^-|-$/g, '')
}

/**
 * Renames the app.
 *
 * @param {(path: string) => string | undefined} read the text of a file; undefined where there is none
 * @param {{ name: string, slug: string }} to
 * @returns {{ before: { slug: string }, files: Record<string, string> } | { problem: string }}
 *   the files that differ, by path
 */
export function rename(read, to) {
  const brand = read('lib/brand.ts') ?? ''
  const [, slug] = /^export const SLUG = '([^']*)'$/m.exec(brand) ?? []
  if (slug === undefined || !/^export const NAME = .+$/m.test(brand)) {
    return {
      problem: "lib/brand.ts has no line export const NAME = '…' or SLUG. Put it back first.",
    }
  }
  const { dependencies, devDependencies } = JSON.parse(read('package.json') ?? '{}')
  const problem = nameProblem(to.name) ?? slugProblem(to, { ...dependencies, ...devDependencies })
  if (problem) return { problem }
  const texts = Object.entries(CHANGES).map(([path, change]) => {
    const text = read(path)
    return [path, text, text === undefined ? text : change(text, to)]
  })
  const changed = texts.filter(([, text, now]) => now !== text)
  return {
    before: { slug },
    files: Object.fromEntries(changed.map(([path, , now]) => [path, now])),
  }
}

function nameProblem(name) {
  if (name === '') return 'The name is empty.'
  if (name.length > LONGEST_NAME) return `The name is longer than ${LONGEST_NAME} characters.`
  if (NO_NAME.test(name)) return 'The name has a character that is invisible, or \\, <, > or `.'
  return undefined
}

function slugProblem({ name, slug }, packages) {
  const choose = `Choose another one: npm run rename -- "${name}" --slug acme`
  const { min, max } = SLUG_LENGTH
  if (!SLUG.test(slug) || slug.length < min || slug.length > max) {
    return `The slug "${slug}" is not ${min} to ${max} of a-z, 0-9 and single dashes, with a letter first. ${choose}`
  }
  // npm installs no package into a package of the same name, and no URN begins with urn:urn.
  if (Object.hasOwn(packages, slug) || slug === 'urn') {
    return `The slug "${slug}" is the name of something that the app uses. ${choose}`
  }
  return undefined
}

/** What becomes of each file that holds the name. A clone may have deleted any but the first three. */
const CHANGES = {
  'lib/brand.ts': (text, { name, slug }) =>
    constant(constant(text, 'NAME', name), 'SLUG', slug)
      .replace("= 'hall pass'", "= 'pass'")
      .replace(' is open source under the MIT licence. Clone it and make it yours.', ''),
  'package.json': packageName(1),
  'package-lock.json': packageName(2),
  'examples/resource-server/brand.mjs': (text, { slug }) => constant(text, 'SLUG', slug),
  'README.md': (text, { name }) => text.replace(/^# .+/, () => `# ${name}`),
}

function constant(text, name, value) {
  return text.replace(
    new RegExp(`^export const ${name} = .*`, 'm'),
    () => `export const ${name} = ${quoted(value)}`,
  )
}

/** As the formatter wants it: in the quotes that need fewer backslashes. */
function quoted(text) {
  const mark = text.split("'").length > text.split('"').length ? '"' : "'"
  return mark + text.replaceAll(mark, `\\${mark}`) + mark
}

/** Its own name stands first in a package.json, and twice in a lockfile, before those of others. */
function packageName(times) {
  return (text, { slug }) => {
    let left = times
    return text.replace(/^( +"name": ")[^"]+/gm, (whole, start) => {
      left -= 1
      return left < 0 ? whole : start + slug
    })
  }
}
