import { notifications } from '@mantine/notifications'

/** Says that something was done. */
export function tell(title: string, close: string): void {
  notifications.hide('life')
  notifications.show({
    id: 'life',
    color: 'tide',
    title,
    message: '',
    withBorder: true,
    closeButtonProps: { 'aria-label': close },
    'data-testid': 'notice-life',
  })
}
