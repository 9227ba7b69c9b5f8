import type { ColumnType, Generated, GeneratedAlways } from 'kysely';

type Json = ColumnType<unknown, string, string>;

/** To be part of a service's own schema: `type Schema = OutboxTables & {...}`. */
export type OutboxTables = {
  outbox: {
    id: string;
    position: GeneratedAlways<string>;
    eventId: string | null;
    workspaceId: string;
    subject: string;
    type: string;
    source: string;
    about: string | null;
    /** Null for a bundle. */
    data: ColumnType<unknown, string | null, string | null>;
    /** Events that travel together, as a batch of CloudEvents in JSON (`packed.ts`). */
    packed: Generated<Buffer | null>;
    /** The same as plain JSON, from an earlier version. */
    bundle: Generated<string | null>;
    /** Number of events in the bundle. */
    bundled: Generated<number | null>;
    attributes: Json | null;
    traceparent: string | null;
    createdAt: Generated<Date>;
    publishedAt: Date | null;
  };
  brokerMark: {
    stream: string;
    epoch: string;
    created: string;
    lastSequence: string;
    lastTime: string;
    serverId: string;
    seenAt: Generated<Date>;
  };
  inbox: { consumer: string; workspaceId: string; eventId: string; doneAt: Generated<Date> };
  deadLetter: {
    consumer: string;
    workspaceId: string;
    eventId: string;
    failures: number;
    reason: string;
    subject: string;
    headers: Json;
    payload: string;
    failedAt: Generated<Date>;
    deadAt: Date | null;
  };
};
