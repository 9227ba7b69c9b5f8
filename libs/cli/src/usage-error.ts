/** Wrong usage of the command. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
