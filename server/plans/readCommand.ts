import { type CommandBatch, type CommandRequest, commandBatch, commandRequest } from '../contract/commands.ts'
import { type ParsedBody, parseBody } from '../http/parseBody.ts'

/** The body of a request to the log, of either form; 0.1 s for a stroke over half a million cells. */
export function readCommand(body: Uint8Array): ParsedBody<CommandBatch | CommandRequest> {
  return parseBody<typeof commandBatch | typeof commandRequest>(
    (json) => (typeof json === 'object' && json !== null && 'command' in json ? commandRequest : commandBatch),
    body,
  )
}
