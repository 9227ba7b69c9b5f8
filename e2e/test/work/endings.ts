/** The statuses of an ended execution. */
export const endings: ReadonlySet<string> = new Set(['completed', 'faulted', 'cancelled']);
