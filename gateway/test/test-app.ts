import { MeshError } from '@mesh/contracts/mesh-error';
import { silent } from '@mesh/runtime/log';
import { type AppNeeds, gatewayApp } from '../src/http/app.ts';

/** What the gateway needs, where a test has nothing of it: each part refuses. */
const absent: AppNeeds = {
  log: silent,
  locals: [],
  bus: () => {
    throw new MeshError('unavailable', 'there is no broker in this test');
  },
  objects: {
    putStream: async () => {
      throw new MeshError('unavailable', 'there is no bucket in this test');
    },
    delete: async () => {},
  },
  whoAsks: async () => {
    throw new MeshError('unauthenticated', 'send an API key as x-api-key');
  },
  once: async () => {
    throw new MeshError('unavailable', 'there is no database in this test');
  },
};

/** The gateway's app with the parts that a test brings. */
export function testApp(parts: Partial<AppNeeds> = {}) {
  return gatewayApp({ ...absent, ...parts });
}
