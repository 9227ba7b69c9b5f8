import { isObject, type Json } from '@mesh/jq/json';
import type { Use } from '../definition/document.ts';
import type { Evaluate } from '../expression/evaluate.ts';
import { standardFault } from '../workflow-fault.ts';
import { mapPolicies } from './map-arguments.ts';

/** Replaces names of reusable authentication policies by the policies. */
export function withPolicies(given: Json, use: Use): Json {
  const policies = use.authentications ?? {};
  return mapPolicies(given, (policy) => {
    const name = typeof policy === 'string' ? policy : isObject(policy) ? policy['use'] : undefined;
    return (typeof name === 'string' ? (policies[name] as Json | undefined) : undefined) ?? policy;
  });
}

/**
 * Restricts evaluated arguments to secrets that the document declares: an expression must not choose among all credentials of a
 * workspace by its input.
 */
export function namingDeclared(evaluate: Evaluate, { secrets = [] }: Use): Evaluate {
  const check = (policy: Json) => {
    for (const given of isObject(policy) ? [policy, ...Object.values(policy)] : []) {
      const name = isObject(given) ? given['use'] : undefined;
      if (typeof name === 'string' && !secrets.includes(name))
        throw standardFault('configuration', 'the authentication names a secret that `use.secrets` does not have');
    }
    return policy;
  };
  return (input, bindings) => mapPolicies(evaluate(input, bindings), check);
}

/** The policy of a call: the first one in its arguments. */
export function policyIn(given: Json): Json | undefined {
  let found: Json | undefined;
  mapPolicies(given, (policy) => {
    found ??= policy;
    return policy;
  });
  return found;
}
