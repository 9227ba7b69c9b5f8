import type { Json } from '@mesh/jq/json';
import type { CallTask, RunTask } from '../definition/document.ts';
import type { Scope } from './compile-tasks.ts';
import type { Evaluate, PlanOf } from './plan.ts';
import { template } from './template.ts';
import { hasTemplate, withExpandedEndpoint } from './uri-template.ts';

type Compiled = Pick<PlanOf<'call'>, 'kind' | 'call'>;

/** A call of a function: the specification's own, one of `use.functions`, or `name:version@catalog`. */
export function compileCall(task: CallTask, scope: Scope): Compiled {
  const own = scope.use.functions?.[task.call] as CallTask | undefined;
  if (own === undefined) return call(task.call, (task.with ?? {}) as Json, scope);
  // A function of the document is a call with its own arguments, which the caller's complete.
  return call(own.call, { ...(own.with as object), ...(task.with as object) } as Json, scope);
}

/** A process to run is a call whose function is the kind of process. */
export function compileRun(task: RunTask, scope: Scope): Compiled {
  const { await: awaited = true, return: returned, ...process } = task.run;
  const [kind = '', spelled] = Object.entries(process)[0] ?? [];
  const given = { ...(spelled as object), ...(returned === undefined ? {} : { return: returned }) } as Json;
  return call(`run:${kind}`, given, scope, !awaited);
}

function call(name: string, given: Json, { use, names }: Scope, detached = false): Compiled {
  return { kind: 'call', call: { function: name, with: argumentsOf(withPolicies(given, use), names), detached } };
}

/** Arguments are evaluated, then the addresses among them take up the fields of the task's input. */
function argumentsOf(given: Json, names: readonly string[]): Evaluate {
  const evaluate = template(given, names);
  if (!hasTemplate(given)) return evaluate;
  return (input, bindings) => withExpandedEndpoint(evaluate(input, bindings), input);
}

/** Puts the reusable authentication policies in place of their names. */
function withPolicies(given: Json, use: Scope['use']): Json {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return given;
  const policies = use.authentications ?? {};
  const resolved = (authentication: Json): Json => {
    const name = typeof authentication === 'string' ? authentication : nameIn(authentication);
    return (name === undefined ? undefined : (policies[name] as Json | undefined)) ?? authentication;
  };
  return Object.fromEntries(
    Object.entries(given).map(([field, value]) => {
      if (field === 'authentication') return [field, resolved(value)];
      return [
        field,
        field === 'endpoint' || field === 'server' || field === 'service' ? withPolicies(value, use) : value,
      ];
    }),
  );
}

function nameIn(authentication: Json): string | undefined {
  if (typeof authentication !== 'object' || authentication === null || Array.isArray(authentication)) return undefined;
  const { use } = authentication as { readonly use?: Json };
  return typeof use === 'string' ? use : undefined;
}
