import { describe, expect, test } from 'vitest'
import { cutMarked } from '../../scripts/lib/features/marks.mjs'
import { planRemoval } from '../../scripts/lib/features/plan.mjs'

describe('when a text is cut', () => {
  test.each([
    ['a line with the mark at its end', 'a\nb // feature: bells\nc', 'a\nc'],
    ['a row of a table', '| a |\n| b | <!-- feature: bells -->\n| c |', '| a |\n| c |'],
    [
      'a block, with one of the empty lines around it',
      'a\n\n<!-- feature: bells -->\nb\n<!-- /feature: bells -->\n\nc',
      'a\n\nc',
    ],
    ['a row with the mark in its last cell', '| b <!-- feature: bells --> |\n| c |', '| c |'],
    ['a block in a script', 'a\n# feature: bells\nb\n# /feature: bells\nc', 'a\nc'],
    ['a mark without an end', 'a\n/* feature: bells */\nb\nc', 'a'],
    ['a mark on the first line', '// feature: bells\nb\n', ''],
  ])('%s goes', (_, text, left) => {
    expect(cutMarked(text, 'bells')).toBe(left)
  })

  test.each([
    ['another name', 'a // feature: bells-too'],
    ['a longer name', 'a // feature: more'],
    ['no comment', "const text = 'feature: bells'"],
    ['a line of a diff in a recipe', '+a // feature: bells'],
    ['no mark, and empty lines', 'a\n\n\nb'],
  ])('%s stays', (_, text) => {
    expect(cutMarked(text, 'bells')).toBe(text)
  })
})

const packages = JSON.stringify({
  scripts: { start: 'node start.mjs', bells: 'node features/bells/run.mjs' },
  dependencies: { shared: '1', lonely: '1' },
})
const PROJECT = {
  'package.json': packages,
  'features/index.ts': `import { bells } from './bells/feature'
import { other } from './other/feature'

export const features = [bells, other]
`,
  'features/bells/feature.ts': `import 'lonely'\nimport 'shared'\nconst operation = { path: '/api/bells/{id}' }`,
  'features/other/feature.ts': `import 'shared'`,
  'app/api/bells/[id]/route.ts': `import { add } from '@/features/bells/feature'`,
  'app/page.tsx': `import { features } from '@/features'`,
  'e2e/support/bells.ts': `import '../../features/bells/feature'`,
  'e2e/http/bells.spec.ts': `import '../support/bells'`,
  'docs/routes.md': '| `GET /api/bells/[id]` | x |\n| `GET /api/other` | x |',
  'README.md': 'features/bells/   mine\na\n<!-- feature: bells -->\nb\n<!-- /feature: bells -->\nc',
}
const plan = (more = {}) =>
  planRemoval(new Map(Object.entries({ ...PROJECT, ...more })), [
    { name: 'bells', folder: 'features/bells' },
  ])

test('when a feature is planned to go, so are its folder, its routes and the tests that import it', () => {
  const { gone, changed, inTheWay, unused } = plan()
  expect(gone).toEqual([
    'features/bells/feature.ts',
    'app/api/bells/[id]/route.ts',
    'e2e/support/bells.ts',
    'e2e/http/bells.spec.ts',
  ])
  expect(Object.fromEntries(changed)).toEqual({
    'README.md': 'a\nc',
    'docs/routes.md': '| `GET /api/other` | x |',
    'features/index.ts':
      "import { other } from './other/feature'\n\nexport const features = [other]\n",
    'package.json': expect.not.stringContaining('features/bells'),
  })
  expect({ inTheWay, unused }).toEqual({ inTheWay: [], unused: ['lonely'] })
})

const FORM = 'app/(public)/(auth)/credentials-form.tsx'
const SIGN_IN = 'app/(public)/(auth)/sign-in/page.tsx'

test.each([
  ['a component', 'components/menu.tsx'],
  ['a form of a page', FORM],
  ['a route that the feature does not describe', 'app/api/auth/login/route.ts'],
  ['a page whose path begins like one of the feature', 'app/api/bells/[id]s/page.tsx'],
  ['the page at /', 'app/page.tsx'],
  ['a layout', 'app/layout.tsx'],
])(
  'when %s imports a feature without a mark, that is in the way, and the file stays',
  (_, path) => {
    const { gone, inTheWay } = plan({ [path]: `import '@/features/bells/feature'` })
    expect(inTheWay).toEqual([
      `${path} imports features/bells/feature.ts. Mark the lines that go with "feature: bells", or the first line if the whole file goes (docs/recipes/remove-a-feature.md).`,
    ])
    expect(gone).not.toContain(path)
  },
)

test('when a form imports a feature, the pages that show the form stay', () => {
  const { gone, inTheWay } = plan({
    [FORM]: `import '@/features/bells/feature'`,
    [SIGN_IN]: `import '../credentials-form'`,
  })
  expect(inTheWay).toHaveLength(1)
  expect(gone).toEqual(plan().gone)
})

test('when a whole file of the app is marked, a page that imports it is in the way', () => {
  const { gone, inTheWay } = plan({
    [FORM]: `// feature: bells\nimport '@/features/bells/feature'`,
    [SIGN_IN]: `import '../credentials-form'`,
  })
  expect(inTheWay).toEqual([expect.stringContaining(`${SIGN_IN} imports ${FORM}. Mark the lines`)])
  expect(gone).not.toContain(SIGN_IN)
})

test('when a form marks what it has of a feature, the form stays without it', () => {
  const { changed, inTheWay } = plan({
    [FORM]: `import '@/features/bells/feature' // feature: bells\nconst form = 1`,
    [SIGN_IN]: `import '../credentials-form'`,
  })
  expect(inTheWay).toEqual([])
  expect(changed.get(FORM)).toBe('const form = 1')
})
