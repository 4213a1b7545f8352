import type { Command } from '../../partition/index.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import { useSession } from './SessionContext.tsx'

/** What a command does, in a few words that name its grid. */
export function useCommandText(): (command: Command) => string {
  const { t, format } = useTranslation()
  const session = useSession()
  const cellCount = (runs: readonly { length: number }[]): string =>
    format.integer(runs.reduce((sum, { length }) => sum + length, 0))
  const nameOf = (gridId: string): string =>
    session.store.get().grids.find((row) => row.gridId === gridId)?.name ?? t.goneGrid
  return (command) => {
    const gridId = 'gridId' in command ? command.gridId : ''
    const grid = nameOf(gridId)
    switch (command.kind) {
      case 'paint':
        return t.edited.paint({ count: cellCount(command.cells), grid })
      case 'create':
        return t.edited.create({ grid })
      case 'delete':
        return t.edited.delete
      case 'merge':
        return t.edited.merge({ grid })
      case 'split':
        return t.edited.split({ grid, parts: format.integer(command.parts.length + 1) })
      case 'lock':
        return command.locked ? t.edited.lock({ grid }) : t.edited.unlock({ grid })
      case 'rename':
        return t.edited.rename({ name: command.name })
      case 'recode':
        return t.edited.recode({ grid, code: command.code })
      case 'recolour':
        return t.edited.recolour({ grid })
      case 'set-class':
        return command.areaClass === null
          ? t.edited.noClass({ grid })
          : t.edited.setClass({ grid, areaClass: command.areaClass })
      case 'assign-parent':
        return command.parentId === null
          ? t.edited.takeOut({ grid })
          : t.edited.assignParent({ grid, parent: nameOf(command.parentId) })
      case 'pin':
        return command.pinned
          ? t.edited.pin({ count: cellCount(command.cells) })
          : t.edited.unpin({ count: cellCount(command.cells) })
      case 'revert':
        return t.edited.revert
    }
  }
}
