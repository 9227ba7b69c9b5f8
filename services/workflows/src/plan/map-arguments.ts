import { isObject, type Json } from '@mesh/jq/json';

/** Argument fields that may hold an authentication policy or an address, nested in any way. */
const carriers = new Set([
  'endpoint',
  'document',
  'proto',
  'agentCard',
  'source',
  'server',
  'service',
  'transport',
  'http',
  'authentication',
]);

/** Maps the policies in a call's arguments; the user's own data stay as they are. */
export function mapPolicies(given: Json, change: (policy: Json) => Json): Json {
  return mapFields(given, undefined, (field, value) => {
    if (field === 'authentication') return change(value);
    return carriers.has(field) ? mapPolicies(value, change) : value;
  });
}

const addresses = new Set(['endpoint', 'uri', 'server']);
/** Policies that obtain a token, whose fields may be URI templates. */
const granting = new Set(['oauth2', 'oidc']);
const ofAuthority = new Set(['authority', 'endpoints', 'issuers']);

/** Maps an address. `spelled` is its text in the document. */
type Change = (uri: string, spelled: Json | undefined) => string;

/**
 * Maps the addresses: `endpoint` as text or its `uri`, and authority, endpoints and issuers of policies. `spelled` are the
 * arguments before evaluation.
 */
export function mapAddresses(given: Json, change: Change, spelled: Json | undefined): Json {
  return mapFields(given, spelled, (field, value, before) => {
    if (typeof value === 'string' && addresses.has(field)) return change(value, before);
    if (granting.has(field)) return mapGranting(value, change, before);
    return carriers.has(field) ? mapAddresses(value, change, before) : value;
  });
}

function mapGranting(given: Json, change: Change, spelled: Json | undefined): Json {
  return mapFields(given, spelled, (field, value, before) =>
    ofAuthority.has(field) ? mapTexts(value, change, before) : value,
  );
}

function mapTexts(value: Json, change: Change, spelled: Json | undefined): Json {
  if (typeof value === 'string') return change(value, spelled);
  if (!Array.isArray(value)) return mapFields(value, spelled, (_, one, before) => mapTexts(one, change, before));
  return value.map((one, at) => mapTexts(one, change, Array.isArray(spelled) ? spelled[at] : undefined));
}

type ChangeField = (field: string, value: Json, spelled: Json | undefined) => Json;

function mapFields(given: Json, spelled: Json | undefined, change: ChangeField): Json {
  if (!isObject(given)) return given;
  const before = isObject(spelled) ? spelled : {};
  const fields = Object.entries(given).map(([field, value]) => [field, change(field, value, before[field])]);
  return Object.fromEntries(fields) as Json;
}
