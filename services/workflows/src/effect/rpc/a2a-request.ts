import type { Json } from '@mesh/jq/json';
import { textOf } from '../../expression/text-of.ts';
import { standardFault } from '../../workflow-fault.ts';
import { checkedPath } from '../http/checked-path.ts';
import { inQuery, searchOf } from '../http/search-of.ts';
import { routeOf } from './a2a-routes.ts';

type Fields = Readonly<Record<string, Json | undefined>>;
export type Request = {
  readonly verbs: readonly string[];
  /** Relative to the interface's address, with the query. */
  readonly path: string;
  readonly body: Json | undefined;
};

/** The HTTP+JSON request of a method: parameters go into the path as the method says, the others into body or query. */
export function a2aRequest(method: string, { tenant, ...parameters }: Fields): Request {
  const { verbs, path } = routeOf(method);
  const left = new Map(Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null));
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = left.get(name) ?? '';
    left.delete(name);
    if (typeof value !== 'string' || value === '')
      throw standardFault('validation', `${method} needs the parameter ${name}, a text`);
    return encodeURIComponent(value);
  });
  const of = textOf(tenant ?? '');
  const whole = checkedPath(of === '' ? filled : `/${encodeURIComponent(of)}${filled}`);
  const [verb] = verbs;
  if (verb !== 'POST') return { verbs, path: whole + queryOf(method, left), body: undefined };
  return { verbs, path: whole, body: Object.fromEntries(left) as Json };
}

function queryOf(method: string, fields: ReadonlyMap<string, Json | undefined>): string {
  const query: string[] = [];
  for (const [name, values] of fields)
    for (const value of [values].flat()) {
      if (typeof value === 'object')
        throw standardFault('validation', `${method} takes no object over HTTP+JSON, as ${name} is`);
      query.push(`${inQuery(name)}=${inQuery(textOf(value ?? ''))}`);
    }
  return searchOf(query);
}
