import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, type Stats } from 'node:fs'
import { join } from 'node:path'

/**
 * What Shapan keeps is for its own user alone: directories 0700, files 0600. It tells who lives where; on a machine with other users
 * none of them has a reason to read it. New files are covered by the server's umask (cli/commands/serve.ts) and by the directory above
 * them; this closes what earlier versions and commands left open.
 *
 * Nothing on Windows, whose rights are inherited from the directory above.
 */
const database = ['pglite', 'shapan.lock', 'shapan.lock.sqlite']
const always = [...database, 'demo-city']
/** Names that others use as well: taken for ours only where nothing else stands beside them. */
const ours = new Set([...always, 'cache', 'shapan.lock.takeover'])

/**
 * Makes the directory where it is not there, and closes it with all that is in it. Where other things stand in it too, such as in
 * a home or in /tmp, it is not ours to close, and only our own entries are.
 */
export function makeDataDirectoryPrivate(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  if (process.platform === 'win32') return
  for (const path of ownPlaces(directory)) closeTree(path)
}

/** The data directory, or our own entries of it where other things stand in it too. */
export function ownPlaces(directory: string): string[] {
  const names = existsSync(directory) ? readdirSync(directory) : []
  return names.every((name) => ours.has(name)) ? [directory] : always.map((name) => join(directory, name))
}

/** What of the data directory nobody but the database may open. */
export function databasePlaces(directory: string): string[] {
  return database.map((name) => join(directory, name))
}

/** Closes a file, or a directory with all below. Links are left alone, and so is what belongs to another user. */
export function closeTree(path: string): void {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  if (stat === undefined || stat.uid !== process.getuid?.()) return
  if (stat.isDirectory() || stat.isFile()) close(path, stat)
  if (stat.isDirectory()) for (const name of readdirSync(path)) closeTree(join(path, name))
}

function close(path: string, stat: Stats): void {
  if ((stat.mode & 0o077) !== 0) chmodSync(path, stat.isDirectory() ? 0o700 : 0o600)
}
