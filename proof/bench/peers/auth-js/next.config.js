const root = import.meta.dirname

// Said outright, or a lockfile in a folder above would move both.
export default { turbopack: { root }, outputFileTracingRoot: root }
