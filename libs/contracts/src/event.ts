import type { z } from 'zod';
import type { Service } from './operation.ts';

/** A fact, told once it is true: a CloudEvent 1.0 on `event.<workspace>.<domain>.<entity>.<verb>`. */
export type MeshEvent<D extends z.ZodType = z.ZodType> = {
  readonly service: Service;
  /** The CloudEvents type, ending in its version: `mesh.credentials.credential.created.v1`. */
  readonly type: `mesh.${Service}.${string}.${string}.v${number}`;
  /** `<domain>.<entity>.<verb>`, the last three tokens of the subject. */
  readonly topic: `${Service}.${string}.${string}`;
  /** One sentence in the present perfect. */
  readonly summary: string;
  readonly data: D;
  /** There are many of it: services get those of a commit in one message, subscribers get each by itself. */
  readonly isBundled?: true;
  /** It carries what users tell: types and attributes of theirs, and data of any media type that say of workspaces what they like. */
  readonly isOfUsers?: true;
};

export function defineEvent<D extends z.ZodType>(event: MeshEvent<D>): MeshEvent<D> {
  return event;
}

/** The subject that tells `event` to a workspace. Its tokens are ids and fixed words, never a user's text. */
export function eventSubject(event: MeshEvent, workspaceId: string): string {
  return `event.${workspaceId}.${event.topic}`;
}
