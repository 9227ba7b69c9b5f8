/** The folder of this service's schema steps. */
export const migrations = new URL('./migrations/', import.meta.url);
