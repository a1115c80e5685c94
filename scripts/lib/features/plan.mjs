/** What it takes to take features out: which files go, and which change. Nothing is written here. */
import { dirname, join } from 'node:path/posix'
import { cutMarked } from './marks.mjs'

/** Whose files go with what they import. Elsewhere such an import is in the way, but in a route of the feature. */
const TESTS = /^(e2e|proof|features\/[^/]+\/e2e)\//
const CODE = /\.(ts|tsx|mjs|js)$/
const REGISTRY = 'features/index.ts'

/**
 * @param {Map<string, string>} files every text file of the project, by its path from the root
 * @param {{ name: string, folder: string }[]} removed
 * @returns {{ gone: string[], changed: Map<string, string>, inTheWay: string[] }} `inTheWay` holds
 *   sentences: where it is not empty, nothing should be changed
 */
export function planRemoval(files, removed) {
  const after = new Map(files)
  const isGone = (path) => removed.some(({ folder }) => path.startsWith(`${folder}/`))
  for (const [path, text] of files) {
    if (isGone(path)) {
      after.delete(path)
      continue
    }
    const cut = removed.reduce((left, { name }) => cutMarked(left, name), text)
    if (cut.trim() === '' && text.trim() !== '') after.delete(path)
    else after.set(path, cut)
  }
  for (const { name } of removed) {
    after.set(REGISTRY, withoutEntry(after.get(REGISTRY) ?? '', name))
  }
  const inTheWay = dropDependents({ files, after, removed })
  const routes = [...files.keys()].filter((path) => !after.has(path)).map(urlOf)
  for (const [path, text] of after) {
    if (path.endsWith('.md')) after.set(path, withoutRows(text, { removed, routes }))
  }
  for (const path of ['package.json', 'knip.json']) {
    const text = after.get(path)
    if (text) after.set(path, withoutFolders(text, removed))
  }
  const unused = unusedPackages(files, after)
  if (unused.length > 0)
    after.set('package.json', withoutPackages(after.get('package.json'), unused))
  return {
    gone: [...files.keys()].filter((path) => !after.has(path)),
    changed: new Map([...after].filter(([path, text]) => text !== files.get(path))),
    unused,
    inTheWay,
  }
}

/** The list of the features without one: its import, and its place in the list. */
function withoutEntry(text, name) {
  const line = new RegExp(`^import \\{ (\\w+) \\} from '\\./${name}/feature'\\n`, 'm').exec(text)
  if (!line) return text
  const entry = new RegExp(`(?<=\\[[^\\]]*)\\b${line[1]}\\b,?\\s*`)
  return text
    .replace(line[0], '')
    .replace(entry, '')
    .replace(/,\s*\]/, ']')
}

/**
 * Removes the tests that import what has gone, as long as there are any, and the routes of the features.
 * Any other file may hold what is not of the feature, a form for example: it stays.
 *
 * @returns what is in the way
 */
function dropDependents({ files, after, removed }) {
  const inTheWay = new Map()
  for (let again = true; again; ) {
    again = false
    for (const [path, text] of after) {
      if (!CODE.test(path)) continue
      const missing = importsOf(path, text)
        .map((target) => resolved(target, files))
        .find((target) => target && !after.has(target))
      if (!missing) continue
      const owner = removed.find(({ folder }) => missing.startsWith(`${folder}/`))
      if (TESTS.test(path) || (owner && isRouteOf(owner, { path, files }))) {
        after.delete(path)
        again = true
        continue
      }
      const name = owner?.name ?? removed.map((one) => one.name).join('" or "')
      inTheWay.set(
        path,
        `${path} imports ${missing}. Mark the lines that go with "feature: ${name}", or the first line if the whole file goes (docs/recipes/remove-a-feature.md).`,
      )
    }
  }
  return [...inTheWay.values()]
}

/** Is this the page or the route of a path that the feature describes (`path: '/api/notes'`), or below it? */
function isRouteOf({ folder }, { path, files }) {
  const url = urlOf(path)
  if (url === undefined) return false
  return [...files]
    .filter(([file]) => file.startsWith(`${folder}/`) && !TESTS.test(file))
    .flatMap(([, text]) => [...text.matchAll(/\bpath: '\/([^']+)'/g)])
    .map(([, described]) => described.replaceAll(/\{(\w+)\}/g, '[$1]'))
    .some((described) => `${url}/`.startsWith(`${described}/`))
}

const SPECIFIER = /\b(?:from|import|import\()\s*'([^']+)'/g

/** The paths that a file imports, from the root, as far as they are of this project. */
function importsOf(path, text) {
  return [...text.matchAll(SPECIFIER)]
    .map(([, specifier]) => specifier)
    .filter((specifier) => /^(\.|@\/)/.test(specifier))
    .map((specifier) =>
      specifier.startsWith('@/') ? specifier.slice(2) : join(dirname(path), specifier),
    )
}

const ENDINGS = ['', '.ts', '.tsx', '.mjs', '/index.ts']

const resolved = (target, files) =>
  ENDINGS.map((ending) => target + ending).find((path) => files.has(path))

/** The path in a URL of a page or a route, as docs/routes.md has it. */
const urlOf = (path) =>
  /^app\/(.+)\/(page\.tsx|route\.ts)$/.exec(path)?.[1].replaceAll(/\([^)]*\)\/?/g, '')

/** Without the rows of the routes that went, and without the line of a folder in a layout. */
function withoutRows(text, { removed, routes }) {
  const isRow = (line) => {
    const url = /^\| `(?:[A-Z]+ )?\/([^`]+)` \|/.exec(line)?.[1]
    return (
      (url !== undefined && routes.includes(url)) ||
      removed.some(({ folder }) => line.startsWith(`${folder}/  `))
    )
  }
  return text
    .split('\n')
    .filter((line) => !isRow(line))
    .join('\n')
}

/** JSON without the scripts that run a file of a removed folder, and without the folder's own part. */
function withoutFolders(text, removed) {
  const json = JSON.parse(text)
  for (const { folder } of removed) {
    for (const [name, command] of Object.entries(json.scripts ?? {})) {
      if (command.includes(`${folder}/`)) delete json.scripts[name]
    }
    delete json.workspaces?.[folder]
  }
  return unchanged(text, json)
}

/** Keeps the spelling of a file in which nothing has changed. */
const unchanged = (text, json) =>
  JSON.stringify(JSON.parse(text)) === JSON.stringify(json)
    ? text
    : `${JSON.stringify(json, null, 2)}\n`

/** The packages that only files which have gone did name. */
function unusedPackages(files, after) {
  const { dependencies, devDependencies } = JSON.parse(after.get('package.json') ?? '{}')
  const isNamed = (name, texts) =>
    texts.some(([path, text]) => path !== 'package.json' && text.includes(`'${name}`))
  const [gone, left] = [[...files].filter(([path]) => !after.has(path)), [...after]]
  return Object.keys({ ...dependencies, ...devDependencies }).filter(
    (name) => isNamed(name, gone) && !isNamed(name, left),
  )
}

function withoutPackages(text, names) {
  const json = JSON.parse(text)
  for (const name of names) {
    delete json.dependencies?.[name]
    delete json.devDependencies?.[name]
  }
  return unchanged(text, json)
}
