import { ActionIcon, Tooltip } from '@mantine/core'
import { IconFocusCentered, IconMinus, IconPlus, IconShip } from '@tabler/icons-react'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { type BoundMap, bindMap } from '../binding/bindMap.ts'
import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
import { useHandHeld } from '../hooks/useHandHeld.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import { linkBox, type MapLink } from '../map/linkLines.ts'
import { readUrlState, writeUrlState } from '../session/urlState.ts'
import { isPainting } from '../tools/tools.ts'
import { ColourChoice } from './ColourChoice.tsx'
import { coveredSides } from './coveredSides.ts'
import { FirstSteps } from './FirstSteps.tsx'
import { GridCard } from './GridCard.tsx'
import { HoverTip } from './HoverTip.tsx'
import { LayersButton } from './LayersButton.tsx'
import { Legend } from './Legend.tsx'
import { LinksPanel } from './LinksPanel.tsx'
import classes from './MapPane.module.css'
import { PinPanel } from './PinPanel.tsx'
import { PlacePopover } from './PlacePopover.tsx'
import { ScreenOverlay } from './ScreenOverlay.tsx'
import { StrokeNews } from './StrokeNews.tsx'
import { StrokePanel } from './StrokePanel.tsx'
import { ToolDock } from './ToolDock.tsx'
import { useDrawnLinks } from './useDrawnLinks.ts'

const LifePanel = lazy(() => import('../life/LifePanel.tsx').then((found) => ({ default: found.LifePanel })))

/** A link is looked at with a third of the map free on each side. */
const linkMargin = 0.33

export function MapPane({ onPartition }: { onPartition: () => void }) {
  const { t } = useTranslation()
  const session = useSession()
  const model = useSessionState((state) => state.model)
  const tool = useSessionState((state) => state.tool)
  const hasLifePanel = useSessionState((state) => state.lifePanel !== null)
  // What was filled in outlives a stroke that mends the plan.
  const isLifeShown = hasLifePanel && tool === 'select'
  const pane = useRef<HTMLElement>(null)
  const container = useRef<HTMLDivElement>(null)
  const [bound, setBound] = useState<BoundMap | null>(null)
  const [mapError, setMapError] = useState<string | null>(null)

  useEffect(() => {
    if (!model || !container.current) return
    const box = container.current
    const url = readUrlState(location.search, location.hash)
    let created: BoundMap | null = null
    const create = (): void => {
      try {
        created = bindMap({
          session,
          model,
          container: box,
          view: url.city === model.city.code ? url.view : undefined,
          onView(view) {
            history.replaceState(null, '', writeUrlState({ ...readUrlState(location.search, ''), view }))
          },
          onError: (message) => console.warn(`map: ${message}`),
        })
        setBound(created)
      } catch (error) {
        setMapError(error instanceof Error ? error.message : String(error))
      }
    }
    // The list is painted first: a map on a machine without a graphics card takes a second to set up.
    let timer = 0
    const frame = requestAnimationFrame(() => {
      timer = window.setTimeout(create)
    })
    return () => {
      cancelAnimationFrame(frame)
      clearTimeout(timer)
      setBound(null)
      created?.remove()
    }
  }, [session, model])

  const fitGrid = (grid: number): void => {
    if (pane.current) bound?.fitGrid(grid, coveredSides(pane.current))
  }
  useEffect(
    () =>
      session.on('fit', (what) => {
        if (pane.current) bound?.fit(what, coveredSides(pane.current))
      }),
    [session, bound],
  )
  useHandHeld(bound)
  const [isLinksOpen, setLinksOpen] = useState(false)
  const [lines, setLines] = useState<readonly MapLink[] | null>(null)
  useDrawnLinks(bound, lines)
  const fitLink = (link: MapLink): void => {
    if (pane.current) bound?.map.fit(linkBox(link), coveredSides(pane.current), linkMargin)
  }

  return (
    <main ref={pane} className={classes.pane}>
      <div
        ref={container}
        id="map"
        className={classes.map}
        role="application"
        aria-label={`${t.map}. ${t.mapHelp}`}
        data-testid="map"
      />
      {model && (
        <>
          <ColourChoice />
          <div className={classes.bottom} data-beside={isLifeShown || undefined}>
            <FirstSteps />
            <ToolDock />
          </div>
          <StrokeNews />
          <div className={classes.right} data-over-map>
            {isPainting(tool) ? (
              <StrokePanel />
            ) : tool !== 'select' ? (
              <PinPanel />
            ) : hasLifePanel ? null : isLinksOpen ? (
              <LinksPanel
                model={model}
                bound={bound}
                onLines={setLines}
                onShow={fitLink}
                onClose={() => setLinksOpen(false)}
              />
            ) : (
              <GridCard onZoom={fitGrid} />
            )}
            {hasLifePanel && (
              <div className={classes.tall} hidden={!isLifeShown}>
                <Suspense>
                  <LifePanel onPartition={onPartition} />
                </Suspense>
              </div>
            )}
          </div>
          <div className={classes.corner} data-beside={isLifeShown || undefined}>
            <Legend />
            <div className={`${classes.card} ${classes.zoom}`} data-over-map>
              <MapButton label={t.zoomIn} onClick={() => bound?.map.zoomBy(1)} icon={<IconPlus size={17} />} />
              <MapButton label={t.zoomOut} onClick={() => bound?.map.zoomBy(-1)} icon={<IconMinus size={17} />} />
              <MapButton label={t.fitCity} onClick={session.fitCity} icon={<IconFocusCentered size={17} />} />
              <LayersButton />
              {tool === 'select' && (
                <MapButton
                  label={t.links.title}
                  testId="open-links"
                  onClick={() => setLinksOpen(!isLinksOpen)}
                  icon={<IconShip size={17} />}
                />
              )}
            </div>
          </div>
          <HoverTip />
          {bound && <PlacePopover bound={bound} />}
        </>
      )}
      <ScreenOverlay mapError={mapError} onPartition={onPartition} />
    </main>
  )
}

interface MapButtonProps {
  label: string
  icon: React.ReactNode
  onClick: () => void
  testId?: string
}

function MapButton({ label, icon, onClick, testId }: MapButtonProps) {
  return (
    <Tooltip label={label} position="left">
      <ActionIcon variant="subtle" color="gray" size={30} aria-label={label} data-testid={testId} onClick={onClick}>
        {icon}
      </ActionIcon>
    </Tooltip>
  )
}
