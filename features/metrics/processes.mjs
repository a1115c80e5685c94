/**
 * Several processes serve one port, and a monitoring program reaches any of them. The one that it
 * reaches asks the process that supervises, which adds up what all have counted.
 */

/** What a worker sends, with an id, and what it gets back. */
export const ASK = 'metrics-wanted'
export const ANSWER = 'metrics'

/**
 * Answers the workers of a cluster.
 *
 * @param {import('node:cluster').Cluster} cluster in its primary process
 */
export function addUpMetrics(cluster) {
  let registry
  cluster.on('message', async (worker, message) => {
    if (message?.type !== ASK) return
    const { AggregatorRegistry } = await import('prom-client')
    registry ??= new AggregatorRegistry()
    // A process that is just starting or ending does not answer: the sum would be wrong, so there is none.
    const text = await registry.clusterMetrics().catch(() => null)
    if (worker.isConnected()) worker.send({ type: ANSWER, id: message.id, text })
  })
}
