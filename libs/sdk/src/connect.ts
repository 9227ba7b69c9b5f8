import type { Operation } from '@mesh/contracts/operation';
import { rooms } from '@mesh/contracts/operations';
import { ask } from './ask.ts';
import type { Connection } from './connection.ts';
import { follow } from './follow.ts';
import type { CallOptions, Mesh } from './mesh.ts';
import type { Parts } from './request.ts';

/**
 * A client of the mesh: `await connect({url, apiKey}).vectors.search({params, body})`. Nothing is connected before the first
 * call. Refusals are thrown as `ProblemError`.
 */
export function connect(connection: Connection): Mesh {
  const services = Object.entries(rooms).map(([service, room]) => [service, methodsOf(room, connection)]);
  return { ...Object.fromEntries(services), executions: { follow: follow(connection) } } as Mesh;
}

function methodsOf(room: object, connection: Connection) {
  const served = Object.entries(room).filter(([, value]) => isServed(value));
  const method = (operation: Operation) => (question?: Parts, options?: CallOptions) =>
    ask(connection, operation, question ?? {}, options ?? {});
  return Object.fromEntries(served.map(([name, operation]) => [name, method(operation as Operation)]));
}

function isServed(value: unknown): value is Operation {
  return typeof value === 'object' && value !== null && 'subject' in value && 'http' in value;
}
