import { readFileSync, writeFileSync } from 'node:fs';
import { readCatalogue } from '@mesh/credentials/types/catalogue';
import { configurationPage } from './configuration.ts';
import { withTypes } from './credential-types.ts';
import { root } from './packages.ts';
import { serviceSchemas } from './service-schemas.ts';

/** Writes `docs/configuration.md`, and the table of types in `docs/credentials.md`. */
writeFileSync(`${root}/docs/configuration.md`, configurationPage(serviceSchemas));
const credentials = `${root}/docs/credentials.md`;
const types = [...(await readCatalogue()).values()];
writeFileSync(credentials, withTypes(readFileSync(credentials, 'utf8'), types));
