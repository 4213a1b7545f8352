/**
 * Of a partition that a test means to meet while it runs: with some hundred grids the search takes minutes, where a request takes
 * milliseconds and a page seconds, whatever the machine does beside. To be cancelled, or to end with its server.
 */
export const longRun = { preset: 'quality', candidates: true } as const
