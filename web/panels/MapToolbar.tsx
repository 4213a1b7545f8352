import { ActionIcon, Button, SegmentedControl, Tooltip, UnstyledButton } from '@mantine/core'
import { IconBrush, IconPin, IconPointer } from '@tabler/icons-react'
import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
import { useFrozenText } from '../hooks/useFrozenText.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import type { ColourBy } from '../session/state.ts'
import { brushSizes } from '../tools/disk.ts'
import type { ToolName } from '../tools/tools.ts'
import classes from './MapPane.module.css'
import toolbar from './MapToolbar.module.css'

export function MapToolbar() {
  const { t } = useTranslation()
  const session = useSession()
  const tool = useSessionState((state) => state.tool)
  const radius = useSessionState((state) => state.brushRadius)
  const colourBy = useSessionState((state) => state.colourBy)
  const frozen = useFrozenText()
  const tools: { tool: ToolName; text: string; label: string; icon: React.ReactNode }[] = [
    { tool: 'select', text: t.toolSelect, label: `${t.toolSelectHint} · V`, icon: <IconPointer size={16} /> },
    { tool: 'brush', text: t.toolBrush, label: `${t.toolBrushHint} · B`, icon: <IconBrush size={16} /> },
    { tool: 'pin', text: t.toolPin, label: `${t.toolPinHint} · K`, icon: <IconPin size={16} /> },
  ]
  return (
    <div className={`${classes.card} ${classes.toolbar}`} data-over-map role="toolbar" aria-label={t.toolBrush}>
      <div className={classes.tools}>
        {tools.map((one) => (
          <Tooltip key={one.tool} label={one.tool === 'select' ? one.label : (frozen ?? one.label)} multiline maw={280}>
            <UnstyledButton
              className={toolbar.tool}
              aria-pressed={tool === one.tool || (tool === 'unpin' && one.tool === 'pin')}
              // Not `disabled`: the reason must be readable, and pressing it tells the way out.
              aria-disabled={one.tool !== 'select' && frozen !== null}
              data-testid={`tool-${one.tool}`}
              onClick={() => session.setTool(one.tool)}
            >
              {one.icon}
              {one.text}
            </UnstyledButton>
          </Tooltip>
        ))}
      </div>
      {tool !== 'select' && (
        <>
          <span className={classes.toolbarDivider} />
          {tool !== 'brush' && (
            <fieldset className={toolbar.sizes} data-testid="pin-mode">
              <legend className={toolbar.legend}>{t.toolPin}</legend>
              {/* Buttons, not a choice of inputs: those would take the keyboard's shortcuts. */}
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
          )}
          <fieldset className={toolbar.sizes}>
            <legend className={toolbar.legend}>{t.brushSize}</legend>
            {brushSizes.map((size) => (
              <Tooltip key={size.radius} label={`${t.brushSize}: ${t.brushCells({ cells: size.cells })}`}>
                <ActionIcon
                  variant={radius === size.radius ? 'light' : 'subtle'}
                  color={radius === size.radius ? 'tide' : 'gray'}
                  size={32}
                  aria-pressed={radius === size.radius}
                  aria-label={t.brushCells({ cells: size.cells })}
                  data-testid={`brush-${size.cells}`}
                  onClick={() => session.setBrushRadius(size.radius)}
                >
                  <BrushGlyph radius={size.radius} />
                </ActionIcon>
              </Tooltip>
            ))}
          </fieldset>
        </>
      )}
      <span className={classes.toolbarDivider} />
      <SegmentedControl
        size="xs"
        aria-label={t.colourBy}
        value={colourBy}
        onChange={(value) => session.setColourBy(value as ColourBy)}
        data={[
          { value: 'grid', label: t.colourByGrid },
          { value: 'deviation', label: t.colourByDeviation },
          { value: 'density', label: t.colourByDensity },
        ]}
      />
    </div>
  )
}

/** The cells of a brush, as they lie on the map. */
function BrushGlyph({ radius }: { radius: number }) {
  const size = 3.1
  const hexagons: string[] = []
  for (let q = -radius; q <= radius; q++) {
    for (let r = Math.max(-radius, -q - radius); r <= Math.min(radius, -q + radius); r++) {
      const x = 12 + size * Math.sqrt(3) * (q + r / 2)
      const y = 12 + size * 1.5 * r
      const corners = Array.from({ length: 6 }, (_, i) => {
        const angle = (Math.PI / 3) * i + Math.PI / 6
        return `${(x + size * 0.88 * Math.cos(angle)).toFixed(2)},${(y + size * 0.88 * Math.sin(angle)).toFixed(2)}`
      })
      hexagons.push(corners.join(' '))
    }
  }
  return (
    <svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true" fill="currentColor">
      {hexagons.map((points) => (
        <polygon key={points} points={points} />
      ))}
    </svg>
  )
}
