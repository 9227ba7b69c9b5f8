import type { z } from 'zod';
import type { Service } from './operation.ts';

/** An event, published once it is true: a CloudEvent 1.0 on `event.<workspace>.<domain>.<entity>.<verb>`. */
export type MeshEvent<D extends z.ZodType = z.ZodType> = {
  readonly service: Service;
  /** The CloudEvents type, ending in its version: `mesh.credentials.credential.created.v1`. */
  readonly type: `mesh.${Service}.${string}.${string}.v${number}`;
  /** `<domain>.<entity>.<verb>`, the last three tokens of the subject. */
  readonly topic: `${Service}.${string}.${string}`;
  /** One sentence in the present perfect. */
  readonly summary: string;
  readonly data: D;
  /** Frequent: services get the events of a commit in one message, subscribers get them one by one. */
  readonly isBundled?: true;
  /** It carries users' events, with types and attributes of theirs, and data of any media type. */
  readonly isOfUsers?: true;
};

export function defineEvent<D extends z.ZodType>(event: MeshEvent<D>): MeshEvent<D> {
  return event;
}

/** The subject of `event` in a workspace. Its tokens are ids and fixed words, never a user's text. */
export function eventSubject(event: MeshEvent, workspaceId: string): string {
  return `event.${workspaceId}.${event.topic}`;
}
