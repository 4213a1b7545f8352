import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import compress from '@fastify/compress'
import etag from '@fastify/etag'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import Fastify, { type FastifyInstance, LogController } from 'fastify'
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import manifest from '../../package.json' with { type: 'json' }
import type { Config } from '../base/config.ts'
import { problemOf } from '../base/errors.ts'
import { defaultLimits } from '../base/limits.ts'
import { linkRoutes } from '../cities/links/routes.ts'
import { placeRoutes } from '../cities/places/routes.ts'
import { cityRoutes } from '../cities/routes.ts'
import { cityRuleRoutes } from '../cities/rules/routes.ts'
import { placeImportRoutes } from '../data/places/routes.ts'
import { dataRoutes } from '../data/routes.ts'
import type { Database } from '../db/database.ts'
import { deletionRoutes } from '../deletion/routes.ts'
import { gridRoutes } from '../grids/routes.ts'
import { createAccess, installGuard } from '../http/access/guard.ts'
import { sessionRoutes } from '../http/access/sessionRoutes.ts'
import { installActors } from '../http/actor.ts'
import { installApiConventions } from '../http/apiConventions.ts'
import { contentPolicy } from '../http/contentPolicy.ts'
import { createEventStreams } from '../http/eventStreams.ts'
import { installFileBodies } from '../http/fileBody.ts'
import { installJsonBodies } from '../http/jsonBody.ts'
import { describeRequest, type LogStream, loggerOptions } from '../http/logging.ts'
import { installProblemReplies, problemOfThrown, sendProblem } from '../http/problemReplies.ts'
import { parseQueryString } from '../http/queryString.ts'
import { createRepresentationSender } from '../http/representation.ts'
import type { RouteContext } from '../http/routeContext.ts'
import { demandRouteCosts } from '../http/routeCost.ts'
import { isSitePath, serveSite } from '../http/site.ts'
import { systemRoutes } from '../http/systemRoutes.ts'
import { jobRoutes } from '../jobs/routes.ts'
import { startJobRunner } from '../jobs/runner.ts'
import { lifeRoutes } from '../life/routes.ts'
import { disputeRoutes } from '../ownership/disputes/routes.ts'
import { ownerImportRoutes } from '../ownership/imports/routes.ts'
import { manyOwnersRoutes } from '../ownership/many/routes.ts'
import { ownerRoutes } from '../ownership/ownerRoutes.ts'
import { ownershipRoutes } from '../ownership/routes.ts'
import { divisionRoutes } from '../plans/divisions/routes.ts'
import { runPartition } from '../plans/partitionCity.ts'
import { recountRoutes } from '../plans/recount/routes.ts'
import { planRoutes } from '../plans/routes.ts'
import { splitRoutes } from '../plans/split/routes.ts'
import { streamRoutes } from '../plans/stream/routes.ts'
import { reportRoutes } from '../reports/routes.ts'
import { describeApi } from './openApi.ts'

export interface AppOptions {
  readonly config: Config
  readonly database: Database
  /** directory of the built sandbox; absent, or not there: the API alone is served */
  readonly siteDirectory?: string
  /** where the log goes; standard output by itself */
  readonly logStream?: LogStream
  /** what time it is; the machine's unless given */
  readonly clock?: () => Date
}

// Two minutes to send a request: 32 MB at 2 Mbit/s. What a handler may take is bounded by its work, and long work is a job.
const requestTimeoutMs = 120_000
const handlerTimeoutMs = 60_000
const bodyLimit = 1024 * 1024

/**
 * The whole server over an open database, which it does not close. `app.close()` ends event streams and stops the running job.
 * The contract's zod schemas validate requests, check answers, and become the OpenAPI document; nothing is defined twice.
 */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { config } = options
  const app: FastifyInstance = Fastify({
    logger: loggerOptions(config.logLevel, options.logStream),
    // What goes wrong is logged where it is answered; two lines a request would bury it.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit,
    requestTimeout: requestTimeoutMs,
    handlerTimeout: handlerTimeoutMs,
    // false, and not left out: then no header of a client's own says where it comes from.
    trustProxy: trustedProxies(config.trustProxy),
    routerOptions: { maxParamLength: 200, querystringParser: parseQueryString },
    frameworkErrors: (error, request, reply) => {
      sendProblem(reply, problemOfThrown(error, request))
    },
    clientErrorHandler: answerBrokenHttp,
    return503OnClosing: true,
    forceCloseConnections: 'idle',
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  // Every body is JSON; what a form of another page can send is not even read.
  app.removeContentTypeParser('text/plain')
  installProblemReplies(app, (url) => isSitePath(url) && app.hasReplyDecorator('sendFile'))
  app.addHook('onResponse', async (request, reply) => {
    if (reply.statusCode < 500) request.log.debug({ status: reply.statusCode }, describeRequest(request))
  })

  try {
    await registerAll(app, options)
    return app
  } catch (error) {
    await app.close()
    throw error
  }
}

/** Fastify's option: a number of proxies, counted from this server outwards, or addresses. */
function trustedProxies(setting: Config['trustProxy']): false | string | ((address: string, hop: number) => boolean) {
  return typeof setting === 'number' ? (_, hop) => hop < setting : (setting ?? false)
}

async function registerAll(app: FastifyInstance, options: AppOptions): Promise<void> {
  const { config, database } = options
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: contentPolicy(config.basemapUrl) },
    // Over plain HTTP on a LAN browsers ignore these two with a complaint in the console.
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    strictTransportSecurity: false,
  })
  const access = createAccess(config, Date.now)
  installGuard(app, config, access)
  installActors(app)
  installApiConventions(app)
  await app.register(rateLimit, {
    max: config.requestsAMinute,
    timeWindow: '1 minute',
    errorResponseBuilder: (_, { after }) =>
      Object.assign(new Error(`Too many requests from this address: try again in ${after}`), { statusCode: 429 }),
  })
  // Weak: the same answer may be sent in several encodings. Answers made from a plan's revision bring strong ones of their own.
  await app.register(etag, { weak: true })
  // Requests may come as gzip; their limits count what comes out of it (jsonBody.ts).
  await app.register(compress, { encodings: ['br', 'gzip'], requestEncodings: ['gzip', 'identity'], threshold: 1024 })
  installJsonBodies(app)
  installFileBodies(app)
  demandRouteCosts(app)
  await describeApi(app, manifest.version, access.token !== undefined)

  const log = {
    error: (fields: object, message: string) => app.log.error(fields, message),
    warn: (message: string) => app.log.warn(message),
  }
  const clock = options.clock ?? (() => new Date())
  const jobs = await startJobRunner(
    database,
    {
      partition: (database, city, request, options) => runPartition(database, city, request, { ...options, clock }),
    },
    randomUUID,
    log,
    config.limits ?? defaultLimits,
  )
  // Before the port closes, which waits for open requests: what a client sees of a stopped job is true at once.
  app.addHook('preClose', () => jobs.stop())
  const streams = createEventStreams(app, config.limits ?? defaultLimits)
  const context: RouteContext = { config, database, sendRepresentation: createRepresentationSender(), streams, clock }
  const api = app.withTypeProvider<ZodTypeProvider>()
  systemRoutes(api, context, manifest.version)
  sessionRoutes(api, access)
  cityRoutes(api, context)
  linkRoutes(api, context)
  placeRoutes(api, context)
  cityRuleRoutes(api, context)
  placeImportRoutes(api, context)
  deletionRoutes(api, context)
  dataRoutes(api, context)
  planRoutes(api, context)
  divisionRoutes(api, context)
  streamRoutes(api, context)
  recountRoutes(api, context)
  splitRoutes(api, context)
  gridRoutes(api, context)
  lifeRoutes(api, context)
  ownershipRoutes(api, context)
  manyOwnersRoutes(api, context)
  ownerImportRoutes(api, context)
  ownerRoutes(api, context)
  disputeRoutes(api, context)
  reportRoutes(api, context)
  jobRoutes(api, context, jobs)
  if (options.siteDirectory !== undefined) await serveSite(app, options.siteDirectory)
}

/** Bytes that are no HTTP request never reach a handler: answered here, in the same form, and the connection is closed. */
function answerBrokenHttp(this: unknown, error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400
  const body = JSON.stringify(
    problemOf(status, 'malformed-http', 'The request is not HTTP that this server understands'),
  )
  socket.end(
    `HTTP/1.1 ${status} Bad Request\r\ncontent-type: application/problem+json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  )
}
