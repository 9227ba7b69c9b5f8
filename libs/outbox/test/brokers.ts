/**
 * The nats-servers that fault tests run on: the machine's own, or those that `MESH_TEST_NATS_BINARIES` names (paths,
 * separated by colons), so that one run covers the floor and the newest.
 */
export const brokers: readonly { name: string; binary: string | undefined }[] = (
  process.env['MESH_TEST_NATS_BINARIES']?.split(':') ?? [undefined]
).map((binary) => ({ name: binary ?? 'nats-server', binary }));
