/** The folder of this service's migrations. */
export const migrations = new URL('./migrations/', import.meta.url);
