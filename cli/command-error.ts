/** An expected failure of a command: its message is for a person, and no stack is shown. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}
