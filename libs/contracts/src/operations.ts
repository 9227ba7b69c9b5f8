import * as audit from './audit.ts';
import * as brokerStream from './broker-stream.ts';
import * as cloudEvents from './cloud-events.ts';
import * as credentialOAuth2 from './credential-oauth2.ts';
import * as credentialTypes from './credential-types.ts';
import * as credentialUse from './credential-use.ts';
import * as credentials from './credentials.ts';
import * as dataKeys from './data-keys.ts';
import * as executionControl from './execution-control.ts';
import * as executions from './executions.ts';
import * as functions from './functions.ts';
import * as gateway from './gateway.ts';
import * as hooks from './hooks.ts';
import * as installations from './installations.ts';
import * as journal from './journal.ts';
import * as keyRotations from './key-rotations.ts';
import * as models from './models.ts';
import * as natsAccess from './nats-access.ts';
import type { Operation, Service } from './operation.ts';
import * as plugins from './plugins.ts';
import * as queues from './queues.ts';
import * as schedules from './schedules.ts';
import * as streams from './streams.ts';
import * as vectors from './vectors.ts';
import * as webhookEndpoints from './webhook-endpoints.ts';
import * as workflows from './workflows.ts';

/** The contracts of all services, from which the types of the SDK are derived. */
export const rooms = {
  gateway: { ...gateway, ...streams, ...webhookEndpoints, ...hooks, ...natsAccess },
  credentials: {
    ...credentials,
    ...credentialTypes,
    ...credentialUse,
    ...brokerStream,
    ...credentialOAuth2,
    ...audit,
    ...keyRotations,
    ...dataKeys,
  },
  workflows: {
    ...workflows,
    ...executions,
    ...journal,
    ...executionControl,
    ...cloudEvents,
    ...schedules,
    ...queues,
    ...models,
  },
  plugins: { ...plugins, ...installations, ...functions },
  vectors,
} as const;

/** Every operation of the mesh, by service, for the gateway, OpenAPI, the SDK and the tests of scopes and workspaces. */
export const operations: readonly Operation[] = Object.values(rooms).flatMap((room) =>
  Object.values(room).filter(isOperation),
);

export function operationsOf(service: Service): readonly Operation[] {
  return operations.filter((operation) => operation.service === service);
}

function isOperation(value: unknown): value is Operation {
  return typeof value === 'object' && value !== null && 'subject' in value && 'scope' in value;
}
