import { expect, test } from 'vitest';
import { importsOf, packageOf } from './imports.ts';
import { isTest, readPackages, textOf } from './packages.ts';

/**
 * Tests kill and hold back a process at every point where it sends or receives something, which they intercept in the sockets of
 * Node.js (`libs/testing/src/points`). Everything that bypasses those sockets, or may, is listed here with what it does.
 */
const pastSockets: Readonly<Record<string, readonly string[]>> = {
  '@grpc/grpc-js': ['services/workflows/src/effect/grpc/'], // HTTP/2 does not use the socket's streams
  'node:http2': [],
  'node:dgram': [],
  'node:cluster': [],
  'node:sqlite': [],
  'node:child_process': ['services/plugins/src/sandbox/', 'services/vectors/src/embedding/'], // they have only pipes
  'node:worker_threads': ['services/workflows/src/thread/', 'libs/runtime/src/watchdog.ts'], // they only compute
  'node:fs': [
    'gateway/src/documents/',
    'libs/runtime/src/service-process.ts', // both only read
    'libs/runtime/src/log-output.ts', // log lines, written after the work
  ],
  'node:fs/promises': [
    'services/credentials/src/types/catalogue.ts',
    'services/credentials/src/crypto/provider/open-key-provider.ts',
    'libs/contracts/src/compatibility/write-contract.ts', // run by hand
    'libs/database/src/migrate.ts',
  ],
};
/** Each client library has one folder; other code uses that. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  pg: ['libs/database/'],
  ioredis: ['libs/cache/'],
  undici: ['libs/egress/'],
  '@aws-sdk/client-s3': ['libs/objects/'],
  '@aws-sdk/lib-storage': ['libs/objects/'],
  '@nats-io/jetstream': ['libs/outbox/'],
  '@nats-io/nats-core': ['libs/outbox/'],
  '@nats-io/transport-node': ['libs/bus/', 'services/workflows/src/effect/asyncapi/'],
};
const shipped =
  /^(?:gateway|services\/\w+|libs\/(?:bus|cache|contracts|database|egress|jq|objects|outbox|runtime))\/src\//;

const files = readPackages()
  .flatMap((one) => one.files)
  .filter((file) => shipped.test(file) && !isTest(file));

test.each(Object.entries({ ...pastSockets, ...rooms }))('%s is imported in its rooms alone', (name, allowed) => {
  const imports = (file: string) => importsOf(textOf(file)).some((one) => (packageOf(one) ?? one) === name);
  expect(files.filter((file) => imports(file) && !allowed.some((room) => file.startsWith(room)))).toEqual([]);
  for (const room of allowed)
    expect(
      files.some((file) => file.startsWith(room) && imports(file)),
      room,
    ).toBe(true);
});
