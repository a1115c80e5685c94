import { testsOf } from '../vitest.config.ts'

/** `npm run proof`: the model, the comparison, attacks on tokens, the long forms. */
export default testsOf(({ name }) => name.startsWith('proof/'))
