/** Runs once when a server process starts, before its first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { startUp } = await import('./lib/start-up')
    await startUp()
    // feature: metrics
    const { startMetrics } = await import('./features/metrics/counters')
    startMetrics()
    // /feature: metrics
  }
}
