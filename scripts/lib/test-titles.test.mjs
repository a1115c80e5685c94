/** A test says what happens when: "when X, Y". */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { expect, it } from 'vitest'
import { root } from './paths.mjs'

const files = ['app', 'components', 'db', 'e2e', 'features', 'lib', 'proof', 'scripts']
  .filter((folder) => existsSync(join(root, folder)))
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
      join(folder, name),
    ),
  )
  .filter((name) => /\.(test|spec)\.(tsx?|mjs)$/.test(name) && !name.includes('node_modules'))

/** `test(`, `it.each(…)(`, `test.describe(`; no steps and hooks. */
const CALL = /^(it|test|wired|describe)(\.(each|for|skipIf|runIf|describe|sequential)\b|$|[(`])/

/** The titles in a file that are not "when X, Y", alone or in a `describe` that begins with "when". */
function unfit(file, source) {
  const found = []
  const visit = (node, isInWhen) => {
    let isWhen = isInWhen
    const [first] = (ts.isCallExpression(node) && node.arguments) || []
    if (first && (ts.isStringLiteralLike(first) || ts.isTemplateExpression(first))) {
      const callee = node.expression.getText()
      const title = first.getText().slice(1, -1)
      if (CALL.test(callee)) {
        if (/\bdescribe\b/.test(callee.slice(0, 16))) isWhen ||= title.startsWith('when ')
        // With `when %s` the rows of the table have the rest.
        else if (!(title.startsWith('when ') ? /,|^when %s$/.test(title) : isInWhen)) {
          found.push(`${file}: ${title}`)
        }
      }
    }
    ts.forEachChild(node, (child) => visit(child, isWhen))
  }
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true), false)
  return found
}

it('when a title does not say when, it is named', () => {
  const source = `
    test('it works', () => {})
    it.each([1])('when %s', () => {})
    test('when all is well', () => {})
    describe('when it rains', () => { it.each(['a'])('%s is wet', () => {}) })
    test.describe('in the rain', () => { test(\`\${all} is wet\`, async () => { await test.step('go', f) }) })`
  expect(unfit('x', source)).toEqual([
    'x: it works',
    'x: when all is well',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a source
    'x: ${all} is wet',
  ])
})

it('when all tests are read, each title is "when X, Y"', () => {
  expect(files.length).toBeGreaterThan(100)
  expect(files.flatMap((file) => unfit(file, readFileSync(join(root, file), 'utf8')))).toEqual([])
}, 60_000)
