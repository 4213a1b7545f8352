/** How much may wait or stay open at once; each is a variable of the environment, see config.ts. */
export interface Limits {
  /** jobs that wait for their turn, in all */
  readonly queuedJobs: number
  readonly queuedJobsOfCity: number
  /** open event streams, in all */
  readonly eventStreams: number
  readonly eventStreamsOfAddress: number
  /** streams of owners that are being answered, in all */
  readonly ownerStreams: number
  readonly ownerStreamsOfAddress: number
}

// A partition takes seconds to minutes: a hundred that wait are an hour's work. A page that is looked at follows its plan and one job; a
// whole office may come from one address. A stream of owners keeps a thread busy: more of them only share it.
export const defaultLimits: Limits = {
  queuedJobs: 100,
  queuedJobsOfCity: 20,
  eventStreams: 1000,
  eventStreamsOfAddress: 200,
  ownerStreams: 16,
  ownerStreamsOfAddress: 4,
}
