import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Config } from '../base/config.ts'
import type { Database } from '../db/database.ts'
import type { EventStreams } from './eventStreams.ts'
import type { SendRepresentation } from './representation.ts'

/** The app as routes see it: requests and answers typed by the contract's schemas. */
export type ApiApp = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>

/** What routes work with; passed by hand, so that a route's needs can be read in its signature. */
export interface RouteContext {
  readonly config: Config
  readonly database: Database
  readonly sendRepresentation: SendRepresentation
  readonly streams: EventStreams
  /** what time it is */
  readonly clock: () => Date
}
