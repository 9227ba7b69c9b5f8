import { isObject, type Json } from '@mesh/jq/json';
import { Ajv } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Check } from '../../expression/evaluate.ts';
import { standardFault } from '../../workflow-fault.ts';
import type { Externals } from '../external/externals-of.ts';
import { hasAddresses, schemaReferences } from '../external/schema-references.ts';
import { ecmaRegExp, linearRegExp } from './linear-reg-exp.ts';
import { type Reading, withMultipleOf } from './multiple-of.ts';
import { schemaFaults } from './schema-faults.ts';
import { hasTooManyChoices } from './too-many-choices.ts';

const MOST_FAULTS = 10;
const options = {
  strict: false,
  allErrors: true,
  validateFormats: false,
  logger: false,
  validateSchema: false, // invalid schemas get a message of ours, see `known`
  passContext: true, // how numbers are read
} as const;
/** Inherited members, such as `constructor`, are not properties. */
const ofDrafts = { ...options, ownProperties: true, code: { regExp: ecmaRegExp } } as const;
const former = { ...options, code: { regExp: linearRegExp } } as const;
/** Ajv retains something of every compiled schema, such as patterns: after this many it is replaced. */
const MOST_COMPILED = 200;
const drafts = draftsBy(ofDrafts);
/** For journals from before the rule "schemas are what their drafts say". */
const formerDrafts = draftsBy(former);

/** Why schemas of this format are not supported; undefined for JSON Schema of any version, as in `json:2020-12`. */
export function unknownFormat(format = 'json'): string | undefined {
  return /^json(?::|$)/i.test(format) ? undefined : `schemas are in JSON Schema, and not in ${format}`;
}

type Drafts = ReturnType<typeof draftsBy>;
/** Address of a schema, if it has one, and the fetched resources that it may refer to. */
type Place = { readonly uri?: string; readonly externals?: Externals };

/**
 * Compiles a JSON Schema of draft 2020-12, or of the one that its `$schema` names. Throws `WorkflowFault` if it cannot be used.
 */
export function checkSchema(schema: Json, place: Place = {}): Check {
  const newest = compiled(schema, place, drafts);
  let older: typeof newest | undefined;
  return (value, { asDoubles = false, isFormer = false } = {}) => {
    const reading: Reading = { asDoubles };
    if (isFormer) older ??= compiled(schema, place, formerDrafts);
    const fits = (isFormer && older) || newest;
    if (fits.call(reading, value)) return;
    const faults = (fits.errors ?? []).slice(0, MOST_FAULTS);
    const told = faults.map(({ instancePath, message }) => `${instancePath || '/'} ${message ?? 'does not fit'}`);
    throw standardFault('validation', told.join('; '));
  };
}

function compiled(schema: Json, place: Place, drafts: Drafts) {
  const { $schema: named = '' } = isObject(schema) ? schema : {};
  const { make, shared } = drafts.find(({ name }) => name.test(String(named))) ?? drafts[2];
  try {
    return hasAddresses(schema) ? compiledAt(make(), schema, place) : compiledAlone(shared(), schema);
  } catch (error) {
    throw standardFault(
      'configuration',
      `the schema cannot be used: ${error instanceof Error ? error.message : error}`,
    );
  }
}

/** Compiled without its `$id`, since two documents may use the same one. */
function compiledAlone(ajv: Ajv, schema: Json) {
  const { $id: _shared, ...alone } = undrafted(schema);
  const rest = known(ajv, alone);
  try {
    return ajv.compile(rest);
  } finally {
    ajv.removeSchema(rest);
  }
}

/** Compiles a schema that refers to others, or to itself by address, together with all of them. */
function compiledAt(ajv: Ajv, schema: Json, { uri, externals = new Map() }: Place) {
  const added = new Set<string>();
  const waiting = [...schemaReferences(schema, uri)];
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const other = externals.get(next);
    if (other === undefined || added.has(next)) continue;
    added.add(next);
    ajv.addSchema(known(ajv, undrafted(other as Json)), next);
    waiting.push(...schemaReferences(other, next).filter((one) => one !== uri));
  }
  return ajv.compile({ ...(uri !== undefined && { $id: uri }), ...known(ajv, undrafted(schema)) });
}

function known(ajv: Ajv, schema: Readonly<Record<string, Json>>) {
  if (ajv.validateSchema(schema) !== true) throw new Error(schemaFaults(schema, ajv.errors ?? []));
  return schema;
}

/** Removes `$schema`: the validator is already that of its draft. */
function undrafted(schema: Json): Readonly<Record<string, Json>> {
  if (typeof schema === 'boolean') return schema ? {} : { not: {} };
  if (!isObject(schema)) throw new Error('expected an object or a boolean');
  if (hasTooManyChoices(schema)) throw new Error('oneOf has more than 200 choices; anyOf and enum may have more');
  const { $schema: _draft, ...rest } = schema;
  return rest;
}

function draftsBy(options: typeof ofDrafts | typeof former) {
  return [
    draft(/\/2019-09\//, () => withMultipleOf(new Ajv2019(options))),
    draft(/\/draft-0[67]\//, () => withMultipleOf(new Ajv(options))),
    draft(/^/, () => withMultipleOf(new Ajv2020(options))),
  ] as const;
}

function draft(name: RegExp, make: () => Ajv) {
  return { name, make, shared: renewed(make) };
}

function renewed<T>(make: () => T): () => T {
  let made: T | undefined;
  let uses = 0;
  return () => {
    if (uses++ % MOST_COMPILED === 0 || made === undefined) made = make();
    return made;
  };
}
