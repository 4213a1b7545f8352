import { type CommandRequest, commandRequest } from '../contract/plans.ts'
import { type ParsedBody, parseBody } from '../http/parseBody.ts'

/** The body of a command; 0.1 s for a stroke over half a million cells. */
export function readCommand(body: Uint8Array): ParsedBody<CommandRequest> {
  return parseBody(commandRequest, body)
}
