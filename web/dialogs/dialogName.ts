/** The dialogs of the sandbox. */
export type DialogName = 'partition' | 'shortcuts'
