import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { z } from 'zod'
import { defaultDataDirectory } from './dataDirectory.ts'
import { ShapanError } from './errors.ts'
import { defaultLimits, type Limits } from './limits.ts'

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

export interface Config {
  /** postgres:// URL; undefined opens the embedded database under `dataDir` */
  readonly databaseUrl: string | undefined
  /** absolute directory of everything Shapan keeps on disk */
  readonly dataDir: string
  readonly host: string
  readonly port: number
  /** MapLibre style or raster tile template of an optional basemap; undefined means no request leaves the machine */
  readonly basemapUrl: string | undefined
  readonly logLevel: (typeof logLevels)[number]
  /** what machines and browsers must know to be let in; undefined, with `tokenFile` undefined too, lets in whoever reaches the port */
  readonly token: string | undefined
  /** absolute path of a file that holds the token */
  readonly tokenFile: string | undefined
  /** names by which browsers may address this server, beside those it has anyway (http/access/knownHosts.ts) */
  readonly hosts: readonly string[]
  /** whose X-Forwarded-… headers are believed: how many proxies in a row, or which addresses; undefined believes none */
  readonly trustProxy: number | string | undefined
  /** requests a minute from one address; a planner's busiest minute is some 200 */
  readonly requestsAMinute: number
  /** ownership look-ups a minute from one address, counted apart: other systems ask for one customer at a time */
  readonly lookupsAMinute: number
  /** absent: the default limits */
  readonly limits?: Limits
}

const emptyAsUnset = (value: unknown) => (value === '' ? undefined : value)

const hostName = /^(\[[0-9a-f:.]+\]|[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?)$/
const list = (text: string) => text.split(',').map((part) => part.trim())

function isProxyAddress(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true
  const [address = '', bits = '0', ...rest] = text.split('/')
  const family = isIP(address)
  return family > 0 && rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128)
}

/** A whole number of `what` from 1 on. */
const countOf = (what: string, standard: number) =>
  z.preprocess(
    emptyAsUnset,
    z.coerce
      .number({ error: `must be a whole number of ${what}, 1 to 1000000` })
      .int(`must be a whole number of ${what}, 1 to 1000000`)
      .min(1, `must be a whole number of ${what}, 1 to 1000000`)
      .max(1_000_000, `must be a whole number of ${what}, 1 to 1000000`)
      .default(standard),
  )

const environment = z.object({
  SHAPAN_MAX_QUEUED_JOBS: countOf('jobs', defaultLimits.queuedJobs),
  SHAPAN_MAX_QUEUED_JOBS_PER_CITY: countOf('jobs', defaultLimits.queuedJobsOfCity),
  SHAPAN_MAX_EVENT_STREAMS: countOf('event streams', defaultLimits.eventStreams),
  SHAPAN_MAX_EVENT_STREAMS_PER_ADDRESS: countOf('event streams', defaultLimits.eventStreamsOfAddress),
  SHAPAN_MAX_OWNER_STREAMS: countOf('streams', defaultLimits.ownerStreams),
  SHAPAN_MAX_OWNER_STREAMS_PER_ADDRESS: countOf('streams', defaultLimits.ownerStreamsOfAddress),
  DATABASE_URL: z.preprocess(
    emptyAsUnset,
    z
      .url({ protocol: /^postgres(ql)?$/, error: 'must look like postgres://user:password@host:5432/database' })
      .optional(),
  ),
  DATABASE_PASSWORD_FILE: z.preprocess(emptyAsUnset, z.string().optional()),
  SHAPAN_DATA_DIR: z.preprocess(emptyAsUnset, z.string().default(defaultDataDirectory)),
  HOST: z.preprocess(
    emptyAsUnset,
    z.string().regex(/^\S+$/, 'must be a host name or an IP address').default('127.0.0.1'),
  ),
  PORT: z.preprocess(
    emptyAsUnset,
    z.coerce
      .number({ error: 'must be a port number from 0 to 65535' })
      .int('must be a port number from 0 to 65535')
      .min(0, 'must be a port number from 0 to 65535')
      .max(65535, 'must be a port number from 0 to 65535')
      .default(4000),
  ),
  BASEMAP_URL: z.preprocess(
    emptyAsUnset,
    z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).optional(),
  ),
  LOG_LEVEL: z.preprocess(
    emptyAsUnset,
    z.enum(logLevels, { error: `must be one of ${logLevels.join(', ')}` }).default('info'),
  ),
  SHAPAN_TOKEN: z.preprocess(emptyAsUnset, z.string().optional()),
  SHAPAN_TOKEN_FILE: z.preprocess(emptyAsUnset, z.string().optional()),
  SHAPAN_HOSTS: z.preprocess(
    emptyAsUnset,
    z
      .string()
      .toLowerCase()
      .default('')
      .transform((text) => list(text).filter((name) => name !== ''))
      .refine((names) => names.every((name) => hostName.test(name)), {
        error: 'must be host names without scheme and port, separated by commas, such as "shapan.example.com"',
      }),
  ),
  TRUST_PROXY: z.preprocess(
    emptyAsUnset,
    z
      .string()
      .refine((text) => /^[1-9]$/.test(text) || list(text).every(isProxyAddress), {
        error:
          'must be the number of proxies before this server, 1 to 9, or their addresses, such as "127.0.0.1, 10.0.0.0/8"',
      })
      .transform((text) => (/^[1-9]$/.test(text) ? Number(text) : text))
      .optional(),
  ),
  RATE_LIMIT: countOf('requests a minute', 6000),
  LOOKUP_RATE_LIMIT: countOf('requests a minute', 60_000),
})

/**
 * Reads the configuration from environment variables; empty ones count as unset.
 * Throws ShapanError `invalid-config` whose message lists every bad variable, its value and what it must look like.
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const parsed = environment.safeParse(env)
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => {
      const name = String(issue.path[0])
      // A URL may hold a password, so its value is never repeated.
      const shown = /_URL$|TOKEN/.test(name) ? '' : ` is "${env[name]}" but`
      return `${name}${shown} ${issue.message}`
    })
    throw new ShapanError('invalid-config', `The environment is not valid: ${problems.join('; ')}`, { problems })
  }
  const values = parsed.data
  return {
    databaseUrl: withPassword(values.DATABASE_URL, values.DATABASE_PASSWORD_FILE),
    dataDir: resolve(values.SHAPAN_DATA_DIR),
    host: values.HOST,
    port: values.PORT,
    basemapUrl: values.BASEMAP_URL,
    logLevel: values.LOG_LEVEL,
    token: values.SHAPAN_TOKEN,
    tokenFile: values.SHAPAN_TOKEN_FILE === undefined ? undefined : resolve(values.SHAPAN_TOKEN_FILE),
    hosts: values.SHAPAN_HOSTS,
    trustProxy: values.TRUST_PROXY,
    requestsAMinute: values.RATE_LIMIT,
    lookupsAMinute: values.LOOKUP_RATE_LIMIT,
    limits: {
      queuedJobs: values.SHAPAN_MAX_QUEUED_JOBS,
      queuedJobsOfCity: values.SHAPAN_MAX_QUEUED_JOBS_PER_CITY,
      eventStreams: values.SHAPAN_MAX_EVENT_STREAMS,
      eventStreamsOfAddress: values.SHAPAN_MAX_EVENT_STREAMS_PER_ADDRESS,
      ownerStreams: values.SHAPAN_MAX_OWNER_STREAMS,
      ownerStreamsOfAddress: values.SHAPAN_MAX_OWNER_STREAMS_PER_ADDRESS,
    },
  }
}

/** A password in a file of its own is seen by nobody who lists processes or containers. */
function withPassword(databaseUrl: string | undefined, file: string | undefined): string | undefined {
  if (databaseUrl === undefined || file === undefined) return databaseUrl
  const url = new URL(databaseUrl)
  try {
    url.password = encodeURIComponent(readFileSync(file, 'utf8').replace(/\r?\n$/, ''))
  } catch (error) {
    const message = `DATABASE_PASSWORD_FILE names ${file}, which cannot be read: ${(error as NodeJS.ErrnoException).code}`
    throw new ShapanError('invalid-config', message, {}, error)
  }
  return url.href
}
