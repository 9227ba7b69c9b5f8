import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Service, services } from '@mesh/contracts/operation';
import { root } from '../folders.ts';
import { StartError } from '../start-error.ts';

const bundle = join(root, 'compose', 'image', 'bundle.mjs');
const folderOf = (service: Service) => (service === 'gateway' ? 'gateway' : join('services', service));

/** The bundle of the service, as in its image. */
export const programOf = (service: Service): string => join(root, folderOf(service), 'dist', 'main.js');

/** Bundles all services that have changed since the last time. */
export async function bundleServices(signal: AbortSignal): Promise<void> {
  const made = spawn(process.execPath, [bundle, root, ...services.map(folderOf)], {
    stdio: ['ignore', 'ignore', 'inherit'],
    signal,
  });
  const [code] = await once(made, 'exit');
  if (code !== 0) throw new StartError('The services could not be bundled; see above.');
}
