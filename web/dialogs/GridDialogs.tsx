import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
import { GridNameDialog } from './GridNameDialog.tsx'
import { MergeDialog } from './MergeDialog.tsx'
import { ParentDialog } from './ParentDialog.tsx'
import { SplitDialog } from './SplitDialog.tsx'

/** The dialog that a grid's menu has opened; none where the grid is gone meanwhile. */
export function GridDialogs() {
  const { ask } = useSession().gridEdits
  const asked = useSessionState((state) => state.gridDialog)
  const row = useSessionState(({ grids, gridDialog }) => grids.find(({ number }) => number === gridDialog?.grid))
  if (!asked || !row) return null
  const close = (): void => ask(null)
  switch (asked.kind) {
    case 'name':
      return <GridNameDialog row={row} onClose={close} />
    case 'merge':
      return <MergeDialog row={row} onClose={close} />
    case 'parent':
      return <ParentDialog row={row} onClose={close} />
    case 'split':
      return <SplitDialog row={row} onClose={close} />
  }
}
