import { readFile } from 'node:fs/promises'

/** Null where Node takes the types out by itself: from 22.18 on. The container image has no compiler. */
const ts = process.features.typescript ? null : (await import('typescript')).default

/** The sources import each other without an extension, as bundlers allow. */
export async function resolve(specifier, context, next) {
  try {
    return await next(specifier, context)
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND' || !specifier.startsWith('.')) throw error
    return next(`${specifier}.ts`, context)
  }
}

/** Takes the types out where Node does not. */
export async function load(url, context, next) {
  if (!ts || !url.endsWith('.ts')) return next(url, context)
  const source = await readFile(new URL(url), 'utf8')
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2022,
      verbatimModuleSyntax: true,
    },
  })
  return { format: 'module', source: outputText, shortCircuit: true }
}
