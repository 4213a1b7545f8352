import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import './styles.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { randomId } from './model/randomId.ts'
import { readClientId } from './session/clientId.ts'
import { createSession } from './session/session.ts'
import { createUnsavedStorage } from './session/unsavedStorage.ts'
import { readUrlState, writeUrlState } from './session/urlState.ts'

// A reload is the same tab; a tab the browser duplicated is told apart by its web lock.
const tabKey = 'shapan.tab'
const tabId = sessionStorage.getItem(tabKey) ?? randomId()
sessionStorage.setItem(tabKey, tabId)

const session = createSession({
  storage: createUnsavedStorage(localStorage, tabId, navigator.locks),
  url: readUrlState(location.search, location.hash),
  client: readClientId(localStorage),
  onUrl(url) {
    const { view } = readUrlState(location.search, location.hash)
    const isSameCity = readUrlState(location.search, '').city === url.city
    history.replaceState(null, '', writeUrlState({ ...url, ...(view && isSameCity ? { view } : {}) }) || '/')
  },
})
void session.start()
addEventListener('online', session.retrySave)
addEventListener('focus', () => {
  session.lookForData()
  session.catchUp()
})

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App session={session} />
  </StrictMode>,
)
