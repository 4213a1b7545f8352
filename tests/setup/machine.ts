/**
 * What the full test run needs of the machine, and how to get it. Nothing is skipped for want of it: a need is found, or
 * installed where that is allowed (root on Debian or Ubuntu), or started in a container, or named as missing.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { findChromium, headlessShell } from './chromium.ts'
import { findPostgresBin } from './postgres.ts'

export interface Need {
  name: string
  /** where it was found, or undefined */
  find: () => string | undefined
  /** Debian packages that bring it, asked for after `apt-get update` */
  packages: () => string[]
  /** what a person without root, or on another system, does */
  wayOut: string
}

export const needs: readonly Need[] = [
  {
    name: 'PostgreSQL with PostGIS',
    find: () => process.env.SHAPAN_TEST_DATABASE_URL ?? findPostgresBin(),
    packages: () => ['postgresql', newestPostgisPackage()],
    wayOut:
      'install PostgreSQL 15 or newer with PostGIS 3.3 or newer, or start Docker, or set SHAPAN_TEST_DATABASE_URL to a database ' +
      'whose user may create databases',
  },
  {
    name: 'Chromium',
    find: findChromium,
    packages: () => [isPackaged(headlessShell) ? headlessShell : 'chromium'],
    wayOut:
      'install Chrome or Chromium, or run `npx playwright-core install chromium`, or set SHAPAN_CHROMIUM to its path',
  },
  {
    name: 'GDAL command line tools',
    find: () => onPath('ogrinfo'),
    packages: () => ['gdal-bin'],
    wayOut: 'install GDAL 3.4 or newer (Debian: gdal-bin, Homebrew: gdal)',
  },
  {
    name: 'a font with Chinese characters',
    find: findChineseFont,
    packages: () => ['fonts-noto-cjk', 'fontconfig'],
    wayOut: 'install Noto Sans CJK (Debian: fonts-noto-cjk)',
  },
]

/** Whether this process may install Debian packages. */
export function canInstall(): boolean {
  return process.getuid?.() === 0 && onPath('apt-get') !== undefined
}

/** Installs the Debian packages of these needs, saying so; Ubuntu has Chromium only as a snap, so Playwright brings it there. */
export function install(missing: readonly Need[]): void {
  run('apt-get', ['update', '-qq'])
  const bySnapOnly = missing.filter((need) => need.name === 'Chromium' && isUbuntu())
  const packages = missing.filter((need) => !bySnapOnly.includes(need)).flatMap((need) => need.packages())
  if (packages.length > 0) run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages])
  if (bySnapOnly.length > 0) run('npm', ['exec', '--', 'playwright-core', 'install', '--with-deps', 'chromium'])
}

export function onPath(command: string): string | undefined {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((directory) => [join(directory, command), join(directory, `${command}.exe`)])
    .find((path) => existsSync(path))
}

function run(command: string, args: string[]): void {
  console.log(`$ ${[command, ...args].join(' ')}`)
  spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
}

function isPackaged(name: string): boolean {
  return spawnSync('apt-cache', ['show', '--no-all-versions', name], { stdio: 'ignore' }).status === 0
}

function newestPostgisPackage(): string {
  const found = execFileSync('apt-cache', ['pkgnames', 'postgresql-'], { encoding: 'utf8' })
    .split('\n')
    .flatMap((name) => /^postgresql-(\d+)-postgis-3$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => b - a)
  return `postgresql-${found[0] ?? 15}-postgis-3`
}

function findChineseFont(): string | undefined {
  if (process.platform !== 'linux') return 'the system fonts'
  if (!onPath('fc-list')) return undefined
  return execFileSync('fc-list', [':lang=zh', 'file'], { encoding: 'utf8' }).split('\n')[0] || undefined
}

function isUbuntu(): boolean {
  return existsSync('/etc/os-release') && /^ID=ubuntu$/m.test(readFileSync('/etc/os-release', 'utf8'))
}
