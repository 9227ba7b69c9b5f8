import { isObject, type Json } from '@mesh/jq/json';
import type { Evaluate } from '../../expression/evaluate.ts';
import { template } from '../../expression/template.ts';
import { policyIn } from '../policies.ts';

/**
 * The value of `$authorization`: the scheme, and the parameter if the document itself has it. What comes from a credential or
 * an authority stays with the effect.
 */
export function authorizationOf(given: Json, names: readonly string[]): Evaluate | undefined {
  const policy = policyIn(given);
  if (policy === undefined) return undefined;
  const evaluate = template(policy, names);
  return (input, bindings) => {
    const inner = (name: string) => (name === 'authorization' ? null : bindings(name));
    return described(evaluate(input, inner));
  };
}

function described(policy: Json): Json {
  const [scheme, given] = isObject(policy) ? (Object.entries(policy)[0] ?? []) : [];
  if (scheme === 'basic') return { scheme: 'Basic', parameter: basicOf(given) };
  if (scheme === 'bearer') return { scheme: 'Bearer', parameter: (isObject(given) && given['token']) || null };
  if (scheme === 'digest') return { scheme: 'Digest', parameter: null };
  return scheme === 'oauth2' || scheme === 'oidc' ? { scheme: 'Bearer', parameter: null } : null;
}

function basicOf(given: Json | undefined): Json {
  if (!isObject(given) || given['username'] === undefined) return null;
  return Buffer.from(`${given['username']}:${given['password']}`).toString('base64');
}
