/** What a run says it is doing, in no fixed order: some stages come more than once, some not at all. */
export const solveStages = ['prepare', 'coarsen', 'initial', 'refine', 'search', 'divide', 'repair', 'done'] as const
export type SolveStage = (typeof solveStages)[number]
