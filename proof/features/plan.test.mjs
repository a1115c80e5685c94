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
  'features/bells/feature.ts': `import 'lonely'\nimport 'shared'`,
  'features/other/feature.ts': `import 'shared'`,
  'app/api/bells/route.ts': `import { add } from '@/features/bells/feature'`,
  'app/page.tsx': `import { features } from '@/features'`,
  'e2e/support/bells.ts': `import '../../features/bells/feature'`,
  'e2e/http/bells.spec.ts': `import '../support/bells'`,
  'docs/routes.md': '| `GET /api/bells` | x |\n| `GET /api/other` | x |',
  'README.md': 'features/bells/   mine\na\n<!-- feature: bells -->\nb\n<!-- /feature: bells -->\nc',
}
const plan = (more = {}) =>
  planRemoval(new Map(Object.entries({ ...PROJECT, ...more })), [
    { name: 'bells', folder: 'features/bells' },
  ])

test('when a feature is planned to go, so are its folder, and what imports it in app/ and e2e/', () => {
  const { gone, changed, inTheWay, unused } = plan()
  expect(gone).toEqual([
    'features/bells/feature.ts',
    'app/api/bells/route.ts',
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

test('when another part of the app imports a feature, that is in the way', () => {
  const { inTheWay } = plan({ 'components/menu.tsx': `import '@/features/bells/feature'` })
  expect(inTheWay).toEqual(['components/menu.tsx imports features/bells/feature.ts.'])
})
