// The public surface of the engine: everything the server, the web and the command line may use.

export { type Candidate, type CandidatesResult, candidates, type FrontierPoint } from './candidates.ts'
export type { PresetName } from './divide/base/presets.ts'
export { measureQuality, type Quality, type WeightQuality } from './divide/base/quality.ts'
export { type SolveStage, solveStages } from './divide/base/stages.ts'
export { type DivideGridResult, divideGrid } from './divideGrid.ts'
export { cellGraph, type Link } from './graph/cells.ts'
export { checkGraph } from './graph/check.ts'
export { type Components, components } from './graph/components.ts'
export { contract } from './graph/contract.ts'
export type { Graph } from './graph/graph.ts'
export { type IslandLink, joinIslands } from './graph/islands.ts'
export { GraphFormatError } from './graph/lineScanner.ts'
export { formatMetisPartition, parseMetisGraph } from './graph/metis.ts'
export { spanningLinks } from './graph/spanningLinks.ts'
export { formatCellId, parseCellId } from './lattice/cellId.ts'
export { LatticeError, type LatticeErrorCode } from './lattice/error.ts'
export type { Frame, Side } from './lattice/frame.ts'
export { cellAreasKm2, cellBoundary, cellCenters } from './lattice/geometry.ts'
export { buildLattice, cellIndexOf, type Lattice, type LatticeFrame } from './lattice/lattice.ts'
export { locatePoint, locatePoints } from './lattice/locate.ts'
export { neighborTable } from './lattice/neighbors.ts'
export { traceOutline, traceOutlines } from './lattice/outline.ts'
export { cellsOverlapping } from './lattice/overlapping.ts'
export type { Position } from './lattice/projection.ts'
export { withinWorld } from './lattice/withinWorld.ts'
export { countCut, similarity } from './metrics/assignments.ts'
export { type BalanceSummary, lorenzCurve, summarizeBalance } from './metrics/balance.ts'
export { perimeterKm, polsbyPopper } from './metrics/compactness.ts'
export {
  type Averages,
  averageOf,
  computeFigures,
  deriveFigures,
  type FiguresInput,
  type GridFigures,
  type PlanFigures,
  type Sums,
} from './metrics/figures.ts'
export { IncrementalFigures } from './metrics/incremental.ts'
export { isWithin } from './metrics/isWithin.ts'
export { arpu, deviation } from './metrics/ratios.ts'
export {
  type GridMetric,
  gridMetrics,
  type MetricUnit,
  type PlanContext,
  type PlanMetric,
  planMetrics,
} from './metrics/registry.ts'
export { type NestedResult, solveNested } from './nested.ts'
export { apply } from './plan/apply.ts'
export { type CellRun, cellsOfRuns, runsOf } from './plan/cellRuns.ts'
export { decodeAssignment, decodePatch, encodeAssignment, encodePatch } from './plan/codec.ts'
export { clearDistance, colourDistance } from './plan/colourDistance.ts'
export { colourGrids } from './plan/colours.ts'
export type {
  ApplyResult,
  Command,
  NewGrid,
  NumberedCommand,
  PatchOf,
  Refusal,
  SeenRun,
  SplitPart,
} from './plan/command.ts'
export { PlanError, type PlanErrorCode } from './plan/error.ts'
export { type AreaClass, type Grid, type GridChange, sameGrid } from './plan/grid.ts'
export { hashAfter, hashPlan } from './plan/hash.ts'
export {
  dropStep,
  emptyHistory,
  type History,
  type HistoryEntry,
  nextRedo,
  nextUndo,
  recordEntry,
  replayHistory,
} from './plan/history.ts'
export { type LineageEntry, type LineageEvent, lineageOf } from './plan/lineage.ts'
export { type GridName, type NamingDistrict, type NamingInput, nameAddedGrids, nameGrids } from './plan/naming.ts'
export { type LeftCells, type LoggedChange, type OwnPart, ownPart } from './plan/ownPart.ts'
export { drawnColour, palette } from './plan/palette.ts'
export {
  applyPatch,
  countPatchCells,
  diffAssignments,
  heirIn,
  invertPatch,
  type Patch,
  type PatchRun,
  writePatch,
} from './plan/patch.ts'
export {
  type Adjacency,
  type GoneGrid,
  heirOf,
  type MutablePlan,
  newPlan,
  numberNow,
  numberOf,
  type Plan,
  unassigned,
} from './plan/plan.ts'
export { splitBySeeds } from './plan/seedSplit.ts'
export { findProblems, type PlanProblem } from './plan/validity.ts'
export { checkOptions } from './rules/ask/checkOptions.ts'
export type {
  CurrentPlan,
  Districts,
  NoteCode,
  RefusalReason,
  Rules,
  SizeBand,
  SolvedComponent,
  SolveNote,
  SolveOptions,
  SolveResult,
  Targets,
  VertexPair,
} from './rules/ask/options.ts'
export { solve } from './solve.ts'
export {
  type VerifyFigures,
  type VerifyInput,
  type VerifyResult,
  type Violation,
  type ViolationCode,
  verify,
} from './verify.ts'
