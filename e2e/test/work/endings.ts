/** The statuses of an execution that is over. */
export const endings: ReadonlySet<string> = new Set(['completed', 'faulted', 'cancelled']);
