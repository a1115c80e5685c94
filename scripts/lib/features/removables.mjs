/** What can be taken out: every folder of features/, and two that stand elsewhere. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const ELSEWHERE = {
  'resource-server': {
    folder: 'examples/resource-server',
    about: 'A second service that verifies the access tokens.',
  },
  proof: {
    folder: 'proof',
    about: 'What shows that the machine is right: model, attacks, races, benchmarks.',
  },
}

/**
 * @param {string} root of the project, with a slash at its end
 * @returns {Map<string, { folder: string, about: string, hasTables: boolean }>} by name
 */
export function removables(root) {
  const own = readdirSync(`${root}features`, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => {
      const folder = `features/${name}`
      const hasTables = existsSync(join(root, folder, 'tables.ts'))
      return [name, { folder, about: aboutOf(join(root, folder)), hasTables }]
    })
  const others = Object.entries(ELSEWHERE)
    .filter(([, { folder }]) => existsSync(join(root, folder, 'package.json')))
    .map(([name, one]) => [name, { ...one, hasTables: false }])
  return new Map([...own, ...others])
}

/** The comment before the object of a feature, or the heading of its README.md. */
function aboutOf(folder) {
  const read = (file) => {
    const path = join(folder, file)
    return existsSync(path) ? readFileSync(path, 'utf8') : ''
  }
  const comment = /\/\*\* (.+?) \*\/\nexport const/.exec(read('feature.ts'))?.[1]
  return comment ?? /^# (.+)/m.exec(read('README.md'))?.[1] ?? ''
}
