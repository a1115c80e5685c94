// For node --import: runs the app's own sources, so that what is measured is
// what is served.
import { register } from 'node:module'

register(import.meta.resolve('./typescript-hooks.mjs'))
