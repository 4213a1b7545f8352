// The public surface of the engine: everything the server, the web and the command line may use.

export { type Candidate, type CandidatesResult, candidates, type FrontierPoint } from './candidates.ts'
export type { PresetName } from './divide/base/presets.ts'
export { measureQuality } from './divide/base/quality.ts'
export { solveStages } from './divide/base/stages.ts'
export { type DivideGridResult, divideGrid } from './divideGrid.ts'
export { cellGraph, type Link } from './graph/cells.ts'
export { checkGraph } from './graph/check.ts'
export { components } from './graph/components.ts'
export { contract } from './graph/contract.ts'
export type { Graph } from './graph/graph.ts'
export { type IslandLink, joinIslands } from './graph/islands.ts'
export { GraphFormatError } from './graph/lineScanner.ts'
export { formatMetisPartition, parseMetisGraph } from './graph/metis.ts'
export { spanningLinks } from './graph/spanningLinks.ts'
export { subgraph } from './graph/subgraph.ts'
export { formatCellId, parseCellId } from './lattice/cellId.ts'
export { LatticeError } from './lattice/error.ts'
export { cellAreasKm2, cellBoundary, cellCenters } from './lattice/geometry.ts'
export { buildLattice, cellIndexOf, type Lattice } from './lattice/lattice.ts'
export { locatePoint, locatePoints } from './lattice/locate.ts'
export { neighborTable } from './lattice/neighbors.ts'
export { traceOutline, traceOutlines } from './lattice/outline.ts'
export { cellsOverlapping } from './lattice/overlapping.ts'
export type { Position } from './lattice/projection.ts'
export { type Sheet, sheetsOf } from './lattice/sheets.ts'
export { withinWorld } from './lattice/withinWorld.ts'
export { type BalanceSummary, lorenzCurve, summarizeBalance } from './metrics/balance.ts'
export { type CellFigures, valuesOf } from './metrics/base/cellFigures.ts'
export { isBetween, isWithin } from './metrics/base/isWithin.ts'
export { perimeterKm } from './metrics/compactness.ts'
export { aimedAt, averageOf, byKey, computeFigures, deriveFigures, deviationsOf } from './metrics/figures.ts'
export { IncrementalFigures } from './metrics/incremental.ts'
export { deviation, ratio } from './metrics/ratios.ts'
export { solveNested } from './nested.ts'
export { apply } from './plan/apply.ts'
export { type CellRun, cellsOfRuns, runsHold, runsOf } from './plan/cellRuns.ts'
export { decodeAssignment, decodePatch, encodeAssignment, encodePatch } from './plan/codec.ts'
export { clearDistance, colourDistance } from './plan/colourDistance.ts'
export { colourGrids } from './plan/colours.ts'
export type { ApplyResult, Command, NumberedCommand, Refusal, SeenRun } from './plan/command.ts'
export { PlanError } from './plan/error.ts'
export { type Grid, type GridChange, sameGrid } from './plan/grid.ts'
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
export { lineageOf } from './plan/lineage.ts'
export { type GridName, nameAddedGrids, nameGrids } from './plan/naming.ts'
export { type LoggedChange, ownPart } from './plan/ownPart.ts'
export { drawnColour, palette } from './plan/palette.ts'
export {
  applyPatch,
  countPatchCells,
  diffAssignments,
  heirIn,
  invertPatch,
  type Patch,
  writePatch,
} from './plan/patch.ts'
export { type Adjacency, type GoneGrid, newPlan, type Plan, unassigned } from './plan/plan.ts'
export { splitBySeeds } from './plan/seedSplit.ts'
export { seenIn } from './plan/seenCells.ts'
export { checkOptions } from './rules/ask/checkOptions.ts'
export type { Rules, SizeBand, SolveOptions, SolveResult, VertexPair } from './rules/ask/options.ts'
export type { NoteCode, RefusalCode, SolvedComponent, SolveNote, SolveRefusal } from './rules/ask/solveNotes.ts'
export { solve } from './solve.ts'
export { type Violation, verify } from './verify.ts'
