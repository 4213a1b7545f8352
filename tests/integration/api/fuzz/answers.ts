import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import type { LightMyRequestResponse } from 'fastify'
import { problem } from '../../../../server/contract/common.ts'
import type { Operation, Schema } from './document.ts'

/** An answer as text, unpacked. */
export function textOf({ headers, rawPayload }: LightMyRequestResponse): string {
  switch (headers['content-encoding']) {
    case 'br':
      return brotliDecompressSync(rawPayload).toString()
    case 'gzip':
      return gunzipSync(rawPayload).toString()
    default:
      return rawPayload.toString()
  }
}

/** Holds answers against the document, and problems against the contract. Says what is wrong, or nothing. */
export class AnswerJudge {
  readonly #ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: true })
  readonly #known = new Map<Schema, ValidateFunction>()

  constructor() {
    formats.default(this.#ajv)
  }

  fault(operation: Operation, answer: LightMyRequestResponse): string | undefined {
    const { statusCode, headers } = answer
    if (statusCode >= 500) return `answers ${statusCode}: ${textOf(answer).slice(0, 300)}`
    if (statusCode === 304) return answer.rawPayload.length > 0 ? 'sends a body with 304' : undefined
    const type = String(headers['content-type'] ?? '').split(';')[0] ?? ''
    if (statusCode >= 400)
      return type === 'application/problem+json' ? this.#faultOfProblem(answer) : `refuses as ${type}`
    const documented = operation.responses[statusCode]
    if (!documented) return `answers ${statusCode}, which the document does not know`
    if (documented.content === undefined)
      return answer.rawPayload.length > 0 ? 'sends a body that is not documented' : undefined
    const media = documented.content[type]
    if (!media) return `answers ${statusCode} as "${type}", which the document does not know`
    if (type.endsWith('ndjson')) return faultOfLines(textOf(answer))
    return type.endsWith('json') ? this.#faultOfJson(media.schema, textOf(answer)) : undefined
  }

  #faultOfProblem(answer: LightMyRequestResponse): string | undefined {
    const read = problem.strict().safeParse(parsed(textOf(answer)))
    if (!read.success) return `is no problem of the contract: ${textOf(answer).slice(0, 300)}`
    return read.data.status === answer.statusCode ? undefined : `is ${answer.statusCode} and says ${read.data.status}`
  }

  #faultOfJson(schema: Schema, text: string): string | undefined {
    let validate = this.#known.get(schema)
    if (!validate) {
      validate = this.#ajv.compile(schema)
      this.#known.set(schema, validate)
    }
    if (validate(parsed(text))) return undefined
    const [first] = validate.errors ?? []
    return `is off its schema at "${first?.instancePath}": ${first?.message} ${JSON.stringify(first?.params)}`
  }
}

function faultOfLines(text: string): string | undefined {
  const broken = text.split('\n').find((line) => line !== '' && parsed(line) === undefined)
  return broken === undefined ? undefined : `has a line that is no JSON: ${broken.slice(0, 300)}`
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
