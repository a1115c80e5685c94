import type { BrowserContext } from 'playwright/test'

/** Everything that browsers complain about: the console's errors and the policy's violations. */
export async function watchComplaints(context: BrowserContext): Promise<string[]> {
  const complaints: string[] = []
  context.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  await context.exposeFunction('complain', (text: string) => complaints.push(text))
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const { complain } = window as unknown as { complain: (text: string) => void }
      complain(`${event.effectiveDirective} refuses ${event.blockedURI} in ${event.sourceFile}`)
    })
  })
  return complaints
}
