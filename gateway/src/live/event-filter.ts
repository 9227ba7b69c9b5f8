import type { Item } from './topic.ts';

/** Which events are wanted. A `type` may end in `*`. */
export type EventFilter = {
  readonly type?: string | undefined;
  readonly source?: string | undefined;
  readonly subject?: string | undefined;
};

export function matchesFilter({ type, source, subject }: EventFilter, item: Pick<Item, 'type' | 'source' | 'subject'>) {
  return (
    (type === undefined || matchesType(type, item.type)) &&
    (source === undefined || source === item.source) &&
    (subject === undefined || subject === item.subject)
  );
}

/** `pattern` is a type, or its beginning and `*`. */
function matchesType(pattern: string, type: string): boolean {
  return pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern;
}
