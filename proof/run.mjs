// npm run proof: what npm test leaves out, since it stays right whatever a clone changes: the model,
// attacks, races, killed processes, PostgreSQL over HTTP, the long forms.
import '../scripts/lib/check-node.mjs'
import '../scripts/lib/end-plainly.mjs'
import { stopOnSignals } from '../scripts/lib/child.mjs'
import { install } from '../scripts/lib/install.mjs'
import { root, tool } from '../scripts/lib/paths.mjs'
import { countCheck } from '../scripts/lib/progress.mjs'
import { built, endToEnd, inOrder, runSteps, step, units } from '../scripts/lib/steps.mjs'
import { installIn } from './support/install-in.mjs'
import { scriptArguments } from './support/script-arguments.mjs'

scriptArguments()
process.chdir(root)
stopOnSignals()

await runSteps(async () => {
  await install()
  await installIn('proof/')
  await installIn('proof/lighthouse/')
  await step('Types', async () => {
    const types = [tool('next', 'typegen'), tool('tsc', '--noEmit', '--project', 'proof')]
    const { code, output } = await inOrder(...types)
    return { output, tally: countCheck(code) }
  })
  const vitest = ['--config', 'proof/vitest.config.mjs']
  await units('The model, the comparison, attacks on tokens, the long forms', vitest, {
    more: { MODEL_RUNS: '30000' },
  })
  // `next start` serves this one, too, and the tests of the container image need it.
  if (!(await built({ standalone: true }))) return
  await installIn('examples/resource-server/') // feature: resource-server
  await endToEnd('Attacks, races, processes, PostgreSQL over HTTP', [
    '--config',
    'proof/playwright.config.ts',
  ])
})
