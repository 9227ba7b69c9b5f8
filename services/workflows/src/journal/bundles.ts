import { newId } from '@mesh/contracts/id';
import { bundleSubject } from '@mesh/contracts/subjects';
import { pack } from '@mesh/outbox/event/packed';
import type { Bundle } from './appended-rows.ts';

/** Target length of a bundle in characters; the events of a single append may exceed it. */
const BUNDLE_LENGTH = 64 * 1_024;

type Events = Pick<Bundle, 'workspaceId' | 'subject' | 'count'> & {
  /** Serialized, separated by commas. */
  readonly events: string;
};
type Open = Omit<Bundle, 'count' | 'packed'> & { readonly texts: string[]; count: number; length: number };

/** Gathers events into bundles, each of one workspace and subject. */
export class Bundles {
  readonly #all: Open[] = [];
  readonly #last = new Map<string, Open>();

  /** Adds events. Returns the id of their bundle. */
  add({ workspaceId, subject, count, events }: Events): string {
    const last = this.#last.get(`${workspaceId} ${subject}`);
    const fits = last && last.length + events.length <= BUNDLE_LENGTH;
    const bundle = fits ? last : this.#begin(workspaceId, subject);
    bundle.texts.push(events);
    bundle.count += count;
    bundle.length += events.length;
    return bundle.id;
  }

  packed(): Bundle[] {
    return this.#all.map(({ texts, ...bundle }) => ({ ...bundle, packed: pack(`[${texts.join(',')}]`) }));
  }

  #begin(workspaceId: string, subject: string): Open {
    const bundle = { id: newId('evt'), workspaceId, subject: bundleSubject(subject), texts: [], count: 0, length: 0 };
    this.#all.push(bundle);
    this.#last.set(`${workspaceId} ${subject}`, bundle);
    return bundle;
  }
}
