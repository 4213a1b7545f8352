import { resolve } from 'node:path'
import { z } from 'zod'
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
  /** absent: the default limits */
  readonly limits?: Limits
}

const emptyAsUnset = (value: unknown) => (value === '' ? undefined : value)

const limit = (standard: number) =>
  z.preprocess(
    emptyAsUnset,
    z.coerce
      .number({ error: 'must be a whole number from 1 to 1000000' })
      .int('must be a whole number from 1 to 1000000')
      .min(1, 'must be a whole number from 1 to 1000000')
      .max(1_000_000, 'must be a whole number from 1 to 1000000')
      .default(standard),
  )

const environment = z.object({
  SHAPAN_MAX_QUEUED_JOBS: limit(defaultLimits.queuedJobs),
  SHAPAN_MAX_QUEUED_JOBS_PER_CITY: limit(defaultLimits.queuedJobsOfCity),
  SHAPAN_MAX_EVENT_STREAMS: limit(defaultLimits.eventStreams),
  SHAPAN_MAX_EVENT_STREAMS_PER_ADDRESS: limit(defaultLimits.eventStreamsOfAddress),
  DATABASE_URL: z.preprocess(
    emptyAsUnset,
    z
      .url({ protocol: /^postgres(ql)?$/, error: 'must look like postgres://user:password@host:5432/database' })
      .optional(),
  ),
  SHAPAN_DATA_DIR: z.preprocess(emptyAsUnset, z.string().default('./data')),
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
      const shown = name.endsWith('_URL') ? '' : ` is "${env[name]}" but`
      return `${name}${shown} ${issue.message}`
    })
    throw new ShapanError('invalid-config', `The environment is not valid: ${problems.join('; ')}`, { problems })
  }
  const values = parsed.data
  return {
    databaseUrl: values.DATABASE_URL,
    dataDir: resolve(values.SHAPAN_DATA_DIR),
    host: values.HOST,
    port: values.PORT,
    basemapUrl: values.BASEMAP_URL,
    logLevel: values.LOG_LEVEL,
    limits: {
      queuedJobs: values.SHAPAN_MAX_QUEUED_JOBS,
      queuedJobsOfCity: values.SHAPAN_MAX_QUEUED_JOBS_PER_CITY,
      eventStreams: values.SHAPAN_MAX_EVENT_STREAMS,
      eventStreamsOfAddress: values.SHAPAN_MAX_EVENT_STREAMS_PER_ADDRESS,
    },
  }
}
