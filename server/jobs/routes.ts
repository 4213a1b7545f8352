import { type Job, job, jobList } from '../contract/jobs.ts'
import { cityParams, jobParams, jobsQuery } from '../contract/params.ts'
import { partitionAsk } from '../contract/partitionRequest.ts'
import { answer, problems, text } from '../http/media.ts'
import type { ApiApp, RouteContext } from '../http/routeContext.ts'
import { small } from '../http/routeCost.ts'
import { isOver, type JobRunner } from './runner.ts'

export function jobRoutes(app: ApiApp, { streams }: RouteContext, jobs: JobRunner): void {
  app.post(
    '/api/cities/:city/partitions',
    {
      config: { cost: small },
      schema: {
        tags: ['jobs'],
        summary: 'Start a partition of the city by its current snapshot, or by the one named',
        description: 'Answers at once; Location is the job, whose `planId` is the new plan once it has succeeded.',
        params: cityParams,
        body: partitionAsk,
        response: { 202: job, ...problems(404, 409, 429) },
      },
    },
    async ({ params, body }, reply) => {
      const started = await jobs.submit(params.city, body)
      return await reply.code(202).header('location', `/api/cities/${params.city}/jobs/${started.jobId}`).send(started)
    },
  )

  app.get(
    '/api/cities/:city/jobs',
    {
      config: { cost: small },
      schema: {
        tags: ['jobs'],
        summary: 'The jobs of a city, the newest first',
        params: cityParams,
        querystring: jobsQuery,
        response: { 200: jobList, ...problems(404) },
      },
    },
    async ({ params, query }) => ({ jobs: await jobs.list(params.city, query.limit) }),
  )

  app.get(
    '/api/cities/:city/jobs/:job',
    {
      config: { cost: small },
      schema: {
        tags: ['jobs'],
        summary: 'A job as it is now',
        params: jobParams,
        response: { 200: job, ...problems(404) },
      },
    },
    async ({ params }) => await jobs.get(params.city, params.job),
  )

  app.delete(
    '/api/cities/:city/jobs/:job',
    {
      config: { cost: small },
      schema: {
        tags: ['jobs'],
        summary: 'Cancel a job',
        description:
          'A queued job is cancelled at once, a running one within moments; one that has ended stays as it ended.',
        params: jobParams,
        response: { 202: job, ...problems(404) },
      },
    },
    async ({ params }, reply) => await reply.code(202).send(await jobs.cancel(params.city, params.job)),
  )

  app.get(
    '/api/cities/:city/jobs/:job/events',
    {
      config: { cost: small },
      schema: {
        tags: ['jobs'],
        summary: 'Follow a job as server-sent events',
        description:
          'Events `job`, each the whole job: first as it is, then each change. The stream ends with the job.',
        params: jobParams,
        response: { 200: answer('text/event-stream', text, 'Events `job`'), ...problems(404, 429) },
      },
    },
    async ({ params, ip }, reply) => {
      // Before the stream is opened, so that an unknown job is a 404.
      const first = await jobs.get(params.city, params.job)
      const stream = streams.open(reply, ip)
      stream.onEnd(
        jobs.follow(first, (state: Job) => {
          stream.send({ event: 'job', data: JSON.stringify(state) })
          if (isOver(state)) stream.end()
        }),
      )
      return reply
    },
  )
}
