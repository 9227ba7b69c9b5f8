import { escaped } from '@mesh/contracts/json-pointer';
import type { Use, WorkflowDocument } from '../document.ts';
import { type Extend, extendsTask } from '../extends-task.ts';
import type { TaskAt } from './tasks.ts';

/** Where a reusable part is used: inside which other part (`''` for none), and which variables the tasks there define. */
type Place = { readonly within: string; readonly names: readonly string[] };

const parts = /^\/use\/(?:(?:functions|retries|errors|timeouts)\/[^/]+|extensions\/\d+\/[^/]+)/;
const partOf = (pointer: string): string => parts.exec(pointer)?.[0] ?? '';

/**
 * Variables that a reusable part at or above `pointer` finds wherever it is used, since it is compiled at each of these places.
 * Undefined if it is unused, or its uses are unknown.
 */
export function variablesOfReuse(
  { use = {}, timeout }: WorkflowDocument,
  tasks: readonly TaskAt[],
): (pointer: string) => readonly string[] | undefined {
  const extendOf = new Map(extensionsOf(use));
  const extended = new Set(extendOf.values());
  const places = new Map<string, Place[]>();
  if (typeof timeout === 'string') places.set(`/use/timeouts/${escaped(timeout)}`, [{ within: '', names: [] }]);
  for (const at of tasks) {
    const within = partOf(at.pointer);
    for (const [part, names] of usedBy(at, extendOf.get(within), extended)) {
      const known = places.get(part);
      if (known) known.push({ within, names });
      else places.set(part, [{ within, names }]);
    }
  }
  const found = new Map<string, readonly string[] | undefined>([['', []]]);
  function around(part: string): readonly string[] | undefined {
    const used = extendOf.get(part) ?? part;
    if (found.has(used)) return found.get(used);
    found.set(used, undefined); // recursion is refused elsewhere
    const lists = (places.get(used) ?? []).flatMap(({ within, names }) => {
      const outer = around(within);
      return outer ? [[...outer, ...names]] : [];
    });
    const [first, ...others] = lists;
    found.set(used, first && [...new Set(first)].filter((name) => others.every((list) => list.includes(name))));
    return found.get(used);
  }
  return (pointer) => {
    const part = partOf(pointer);
    return part === '' && pointer.startsWith('/use/') ? undefined : around(part);
  };
}

/** What each extension extends, by its pointer. */
function extensionsOf({ extensions = [] }: Use): [part: string, extend: Extend][] {
  return extensions.flatMap((named, at) =>
    Object.entries(named).map(([name, { extend }]): [string, Extend] => [
      `/use/extensions/${at}/${escaped(name)}`,
      extend,
    ]),
  );
}

/**
 * Reusable parts that a task uses, with the variables that they find there; extensions by what they extend. `extending` is that
 * of the extension that runs the task, if any.
 */
function* usedBy(
  { task, variables, inner }: TaskAt,
  extending: Extend | undefined,
  extended: Iterable<Extend>,
): Generator<[part: string, names: readonly string[]]> {
  if ('call' in task) yield [`/use/functions/${escaped(task.call)}`, variables];
  if ('try' in task && typeof task.catch.retry === 'string') yield [`/use/retries/${escaped(task.catch.retry)}`, inner];
  if ('raise' in task && typeof task.raise.error === 'string')
    yield [`/use/errors/${escaped(task.raise.error)}`, variables];
  if (typeof task.timeout === 'string') yield [`/use/timeouts/${escaped(task.timeout)}`, variables];
  const within = extending && (extending === 'extension' ? 'extension' : 'task');
  for (const extend of extended) if (extendsTask(extend, task, within)) yield [extend, variables];
}
