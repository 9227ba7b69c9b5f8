import { mkdirSync, writeFileSync } from 'node:fs';
import { builtServices } from './declaration.ts';
import { legacyConfig } from './legacy.ts';

/** Writes `railway/<service>/railway.json` from `.railway/railway.ts`. */
for (const node of await builtServices('production')) {
  const folder = new URL(`../${node.name}/`, import.meta.url);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL('railway.json', folder), `${JSON.stringify(legacyConfig(node), null, 2)}\n`);
}
