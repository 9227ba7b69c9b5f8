/** The schema of plugins, besides that of the outbox. */
export const migrations = new URL('migrations/', import.meta.url);
