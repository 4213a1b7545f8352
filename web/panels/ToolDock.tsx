import { ActionIcon, Button, NativeSelect, Slider, Switch, Tooltip, UnstyledButton } from '@mantine/core'
import {
  IconArrowBarToDown,
  IconArrowBarUp,
  IconBrush,
  IconBucketDroplet,
  IconBuildingCommunity,
  IconLasso,
  IconPin,
  IconPointer,
  IconRectangle,
} from '@tabler/icons-react'
import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
import { useFrozenText } from '../hooks/useFrozenText.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import { type StrokeSource, strokeSources } from '../session/state.ts'
import { cellsInDisk, largestRadius } from '../tools/disk.ts'
import { hasRadius, isPainting, type ToolName } from '../tools/tools.ts'
import classes from './MapPane.module.css'
import dock from './ToolDock.module.css'

/** The tools, and what the one in hand can be set to. */
export function ToolDock() {
  const { t } = useTranslation()
  const session = useSession()
  const tool = useSessionState((state) => state.tool)
  const hasUnits = useSessionState((state) => (state.units?.units.length ?? 0) > 0)
  const frozen = useFrozenText()
  const tools: { tool: ToolName; key: string; icon: React.ReactNode }[] = [
    { tool: 'select', key: 'V', icon: <IconPointer size={17} /> },
    { tool: 'brush', key: 'B', icon: <IconBrush size={17} /> },
    { tool: 'lasso', key: 'L', icon: <IconLasso size={17} /> },
    { tool: 'rectangle', key: 'R', icon: <IconRectangle size={17} /> },
    { tool: 'unit', key: 'U', icon: <IconBuildingCommunity size={17} /> },
    { tool: 'fill', key: 'G', icon: <IconBucketDroplet size={17} /> },
    { tool: 'pin', key: 'K', icon: <IconPin size={17} /> },
  ]
  return (
    <div
      className={`${classes.card} ${dock.dock}`}
      data-over-map
      role="toolbar"
      aria-label={t.tools.title}
      data-testid="dock"
    >
      {tool !== 'select' && (
        <div className={dock.settings}>
          {isPainting(tool) ? <PaintSettings /> : <PinMode />}
          {hasRadius(tool) && <BrushSize />}
        </div>
      )}
      <div className={classes.tools}>
        {tools
          .filter((one) => one.tool !== 'unit' || hasUnits)
          .map((one) => (
            <Tooltip
              key={one.tool}
              label={one.tool !== 'select' && frozen ? frozen : `${t.tools.hint[one.tool]} · ${one.key}`}
              multiline
              maw={280}
            >
              <UnstyledButton
                className={dock.tool}
                aria-pressed={tool === one.tool || (tool === 'unpin' && one.tool === 'pin')}
                aria-keyshortcuts={one.key}
                // Not `disabled`: the reason must be readable, and pressing it tells the way out.
                aria-disabled={one.tool !== 'select' && frozen !== null}
                data-testid={`tool-${one.tool}`}
                onClick={() => session.setTool(one.tool)}
              >
                {one.icon}
                <span className={dock.name}>{t.tools.name[one.tool]}</span>
                <kbd className={dock.key}>{one.key}</kbd>
              </UnstyledButton>
            </Tooltip>
          ))}
      </div>
    </div>
  )
}

/** Which way cells go, and whose. */
function PaintSettings() {
  const { t } = useTranslation()
  const session = useSession()
  const direction = useSessionState((state) => state.direction)
  const source = useSessionState((state) => state.source)
  const isFenced = useSessionState((state) => state.isFenced)
  return (
    <>
      <fieldset className={dock.group} data-testid="direction">
        <legend className={dock.legend}>{t.tools.direction}</legend>
        {/* Buttons, not a choice of inputs: those would take the keyboard's shortcuts. */}
        {(['take', 'give'] as const).map((way) => (
          <Tooltip key={way} label={`${t.tools.directionHint[way]} · X`}>
            <Button
              size="compact-sm"
              variant={direction === way ? 'light' : 'subtle'}
              color={direction === way ? (way === 'take' ? 'tide' : 'orange') : 'gray'}
              leftSection={way === 'take' ? <IconArrowBarToDown size={15} /> : <IconArrowBarUp size={15} />}
              aria-pressed={direction === way}
              data-testid={`direction-${way}`}
              onClick={() => session.setDirection(way)}
            >
              {t.tools.directions[way]}
            </Button>
          </Tooltip>
        ))}
      </fieldset>
      {direction === 'take' && (
        <NativeSelect
          size="xs"
          aria-label={t.tools.source}
          data-testid="stroke-source"
          value={source}
          onChange={(event) => session.setSource(event.currentTarget.value as StrokeSource)}
          data={strokeSources.map((value) => ({ value, label: t.tools.sources[value] }))}
        />
      )}
      <Tooltip label={t.tools.fenceHint}>
        <span>
          <Switch
            size="xs"
            label={t.tools.fence}
            checked={isFenced}
            onChange={(event) => session.setFenced(event.currentTarget.checked)}
          />
        </span>
      </Tooltip>
    </>
  )
}

function PinMode() {
  const { t } = useTranslation()
  const session = useSession()
  const tool = useSessionState((state) => state.tool)
  return (
    <fieldset className={dock.group} data-testid="pin-mode">
      <legend className={dock.legend}>{t.tools.name.pin}</legend>
      {(['pin', 'unpin'] as const).map((mode) => (
        <Button
          key={mode}
          size="compact-sm"
          variant={tool === mode ? 'light' : 'subtle'}
          color={tool === mode ? 'tide' : 'gray'}
          aria-pressed={tool === mode}
          onClick={() => session.setTool(mode)}
        >
          {t.pinning[mode]}
        </Button>
      ))}
    </fieldset>
  )
}

function BrushSize() {
  const { t } = useTranslation()
  const session = useSession()
  const radius = useSessionState((state) => state.brushRadius)
  const cells = t.brushCells({ cells: cellsInDisk(radius) })
  return (
    <fieldset className={dock.group}>
      <legend className={dock.legend}>{t.brushSize}</legend>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={26}
        aria-label={t.shortcut.smaller}
        data-testid="brush-smaller"
        disabled={radius === 0}
        onClick={() => session.setBrushRadius(radius - 1)}
      >
        <span aria-hidden="true">−</span>
      </ActionIcon>
      <Slider
        className={dock.slider}
        size="xs"
        min={0}
        max={largestRadius}
        label={null}
        thumbLabel={t.brushSize}
        thumbProps={{ 'aria-valuetext': cells }}
        value={radius}
        onChange={session.setBrushRadius}
      />
      <ActionIcon
        variant="subtle"
        color="gray"
        size={26}
        aria-label={t.shortcut.larger}
        data-testid="brush-larger"
        disabled={radius === largestRadius}
        onClick={() => session.setBrushRadius(radius + 1)}
      >
        <span aria-hidden="true">+</span>
      </ActionIcon>
      <span className={dock.cells} data-testid="brush-size" data-radius={radius}>
        {cells}
      </span>
    </fieldset>
  )
}
