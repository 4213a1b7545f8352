import { valuesOf } from '../../partition/index.ts'
import { useSessionState } from '../hooks/SessionContext.tsx'
import { useTranslation } from '../i18n/Translation.tsx'
import { cellsOfUnit } from '../model/unitsModel.ts'

/** How many units the previewed kinds keep whole, and how many customers have their homes in them. */
export function useKeptText(): string | null {
  const { t, format } = useTranslation()
  const units = useSessionState((state) => state.previewUnits)
  const snapshot = useSessionState((state) => state.snapshot)
  if (!units || !snapshot) return null
  const customers = valuesOf(snapshot.facts, 'customers')
  const held = units.units.map(cellsOfUnit).filter((cells) => cells.length > 0)
  const sum = held.flat().reduce((all, cell) => all + customers[cell]!, 0)
  return t.partition.rules.kept({ units: format.integer(held.length), customers: format.integer(sum) })
}

/** How many neighbours the previewed barriers part, and how many a crossing joins again. */
export function usePartedText(): string | null {
  const { t, format } = useTranslation()
  const barriers = useSessionState((state) => state.barriers)
  const kinds = useSessionState((state) => state.rulePreview?.barriers)
  if (!barriers || !kinds || kinds.length === 0) return null
  const { pairs, crossed } = barriers.parted(kinds)
  return t.partition.rules.parted({ pairs: format.integer(pairs.length / 2), crossed: format.integer(crossed) })
}
