import { useMemo } from 'react'
import {
  contractKeys,
  type FigureDefinition,
  type FigureKey,
  figuresAmong,
  type RatioFigure,
  type SumFigure,
  sumFigures,
} from '../../server/contract/figures.ts'
import { createFigureText, type FigureText } from '../i18n/figureText.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import { useSessionState } from './SessionContext.tsx'

export interface ShownFigures extends FigureText {
  /** every sum that the data on the screen carries */
  readonly sums: readonly SumFigure[]
  /** those that are shown, and the ratios of them */
  readonly shown: readonly SumFigure[]
  /** those of them that the list has room for beside the names */
  readonly columns: readonly SumFigure[]
  readonly ratios: readonly RatioFigure[]
}

const mostColumns = 2

/** The figures of the data on the screen, and how they are written. */
export function useFigures(): ShownFigures {
  const { language, format } = useTranslation()
  const figures = useSessionState((state) => state.figures)
  const keys = useSessionState((state) => state.snapshot?.facts.keys)
  const chosen = useSessionState((state) => state.chosenFigures)
  const weights = useSessionState((state) => state.weights)
  return useMemo(
    () => ({ ...createFigureText(figures, language, format), ...choose(figures, keys ?? [], chosen, weights) }),
    [figures, language, format, keys, chosen, weights],
  )
}

function choose(
  figures: readonly FigureDefinition[],
  keys: readonly FigureKey[],
  chosen: readonly FigureKey[] | null,
  weights: readonly FigureKey[],
): Pick<ShownFigures, 'sums' | 'shown' | 'columns' | 'ratios'> {
  const wanted = chosen ?? [...contractKeys, ...weights]
  const sums = sumFigures(figuresAmong(figures, keys))
  const shown = sums.filter(({ key }) => wanted.includes(key))
  const ratios = figuresAmong(
    figures,
    shown.map(({ key }) => key),
  ).filter((one) => one.kind === 'ratio')
  return { sums, shown, columns: shown.slice(0, mostColumns), ratios }
}
