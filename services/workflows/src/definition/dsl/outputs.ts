/** What a call over HTTP may put out. */
export const outputs = ['raw', 'content', 'response'] as const;
/** What a process may. */
export const returns = ['stdout', 'stderr', 'code', 'all', 'none'] as const;
