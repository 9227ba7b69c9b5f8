/** Folder of the schema steps that every service with an outbox or inbox runs before its own. */
export const outboxMigrations = new URL('./sql/', import.meta.url);
