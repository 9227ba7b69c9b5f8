import { afterAll, beforeAll } from 'vitest';
import { getExecution } from '../../src/execution/get-execution.ts';
import { readJournal } from '../../src/history/read-journal.ts';
import { asking } from '../asking.ts';
import { Room } from '../room.ts';
import { tasks } from '../simulation.ts';
import { openPayloads } from './payloads.ts';

/** A room whose payloads lie in a bucket of their own, open while the tests of a file run. */
export function payloadRoom() {
  let kept: Awaited<ReturnType<typeof openPayloads>>;
  let room: Room;
  let saved = 0;
  beforeAll(async () => {
    kept = await openPayloads();
    room = await Room.open(kept.payloads);
  });
  afterAll(async () => {
    await room[Symbol.asyncDispose]();
    await kept[Symbol.asyncDispose]();
  });
  const needs = () => ({ db: room.db, objects: kept.objects, payloads: kept.payloads });
  return {
    get kept() {
      return kept;
    },
    get room() {
      return room;
    },
    needs,
    /** Saves a workflow of these tasks, under a name of its own. */
    save: (yaml: string) => room.save(tasks(yaml).replace('name: test', `name: flow-${++saved}`)),
    get: (executionId: string, workspaceId = room.workspaceId) =>
      asking(getExecution(needs()), workspaceId, { params: { executionId } }),
    history: (executionId: string, query = {}) =>
      asking(readJournal(needs()), room.workspaceId, { params: { executionId }, query }),
    /** What lies in the bucket for an execution. */
    objectsOf: (executionId: string) => kept.keysBelow(`payloads/${room.workspaceId}/${executionId}/`),
  };
}
