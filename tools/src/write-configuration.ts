import { writeFileSync } from 'node:fs';
import { configurationPage } from './configuration.ts';
import { root } from './packages.ts';
import { serviceSchemas } from './service-schemas.ts';

/** Writes `docs/configuration.md`. */
writeFileSync(`${root}/docs/configuration.md`, configurationPage(serviceSchemas));
