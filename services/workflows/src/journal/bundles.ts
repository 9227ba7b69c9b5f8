import { newId } from '@mesh/contracts/id';
import { bundleSubject } from '@mesh/contracts/subjects';
import { pack } from '@mesh/outbox/packed';
import type { Bundle } from './appended-rows.ts';

/** How long the events of a bundle are together, unless those of one append alone are longer. */
const BUNDLE_LENGTH = 64 * 1_024;

type Events = Pick<Bundle, 'workspaceId' | 'subject' | 'count'> & {
  /** Written out, with commas between. */
  readonly events: string;
};
type Open = { readonly id: string; readonly parts: Events[]; length: number };

/** Gathers the events of one workspace and subject. */
export class Bundles {
  readonly #all: Open[] = [];
  readonly #last = new Map<string, Open>();

  /** Gives the id of the bundle that has taken them. */
  add(events: Events): string {
    const place = `${events.workspaceId} ${events.subject}`;
    const { length } = events.events;
    const last = this.#last.get(place);
    const bundle = last && last.length + length <= BUNDLE_LENGTH ? last : this.#begin(place);
    bundle.parts.push(events);
    bundle.length += length;
    return bundle.id;
  }

  packed(): Bundle[] {
    return this.#all.flatMap(({ id, parts }) => {
      const [first] = parts;
      if (!first) return [];
      const { workspaceId, subject } = first;
      const count = parts.reduce((sum, part) => sum + part.count, 0);
      const packed = pack(`[${parts.map(({ events }) => events).join(',')}]`);
      return [{ id, workspaceId, subject: bundleSubject(subject), count, packed }];
    });
  }

  #begin(place: string): Open {
    const bundle = { id: newId('evt'), parts: [], length: 0 };
    this.#all.push(bundle);
    this.#last.set(place, bundle);
    return bundle;
  }
}
