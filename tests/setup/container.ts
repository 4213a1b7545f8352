import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const compose = ['compose', '-f', join(import.meta.dirname, 'compose.yml')]

/** Starts the tests' PostGIS in a container and gives its address; undefined where Docker Compose does not work here. */
export function startDatabaseContainer(): { url: string; stop: () => void } | undefined {
  const docker = (args: string[], stdio: 'inherit' | 'pipe' = 'pipe') =>
    spawnSync('docker', [...compose, ...args], { encoding: 'utf8', stdio: ['ignore', stdio, stdio] })
  if (docker(['ps']).status !== 0) return undefined
  const stop = () => void docker(['down', '--volumes'])
  console.log('starting PostGIS by Docker Compose (tests/setup/compose.yml)')
  const address =
    docker(['up', '--detach', '--wait'], 'inherit').status === 0 ? docker(['port', 'database', '5432']) : undefined
  if (address?.status !== 0) {
    stop()
    return undefined
  }
  return { url: `postgres://postgres@${address.stdout.trim()}/postgres`, stop }
}
