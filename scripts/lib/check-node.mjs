// Imported first by every script: modules are evaluated in order, so Node 16 or 18 gets this sentence
// and not the stack trace of whatever it lacks.
const [major, minor] = process.versions.node.split('.').map(Number)

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `This app needs Node 20.19 or newer, and this is ${process.versions.node}. Install a newer one from https://nodejs.org.`,
  )
  process.exit(1)
}
