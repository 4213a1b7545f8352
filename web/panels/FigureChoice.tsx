import { ActionIcon, Checkbox, Popover, Stack } from '@mantine/core'
import { IconColumns3 } from '@tabler/icons-react'
import { useSession } from '../hooks/SessionContext.tsx'
import { useFigures } from '../hooks/useFigures.ts'
import { useTranslation } from '../i18n/Translation.tsx'

/** Two columns need no choosing. */
const fewFigures = 2

/** Which figures are shown, where the data carries more than a few; one at least. */
export function FigureChoice() {
  const { t } = useTranslation()
  const session = useSession()
  const { sums, shown, title } = useFigures()
  if (sums.length <= fewFigures) return null
  const keys = shown.map(({ key }) => key)
  const toggle = (key: string): void => {
    const next = keys.includes(key) ? keys.filter((one) => one !== key) : [...keys, key]
    if (next.length > 0) session.showFigures(next)
  }
  return (
    <Popover position="bottom-start" withArrow trapFocus>
      <Popover.Target>
        <ActionIcon variant="subtle" color="gray" size={24} aria-label={t.chooseFigures} data-testid="choose-figures">
          <IconColumns3 size={15} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap={8}>
          {sums.map(({ key }) => (
            <Checkbox
              key={key}
              size="xs"
              label={title(key)}
              data-testid={`figure-${key}`}
              checked={keys.includes(key)}
              onChange={() => toggle(key)}
            />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
