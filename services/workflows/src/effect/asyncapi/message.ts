import { jsonOf } from '@mesh/contracts/json-of';
import { pathOf } from '@mesh/contracts/json-pointer';
import type { Json } from '@mesh/jq/json';
import { checkSchema } from '../../definition/schema/check-schema.ts';
import { standardFault, WorkflowFault } from '../../workflow-fault.ts';
import { type Fields, fieldsOf, listOf } from '../document-fields.ts';
import type { FoundChannel } from './find-channel.ts';

export type OutboundMessage = { readonly payload?: Json | undefined; readonly headers: Readonly<Record<string, Json>> };
/** A message as tasks see it. */
type InboundMessage = { readonly payload: Json; readonly headers: Json; readonly correlationId?: string };

/** The kind of a message: the first whose schemas it matches. Throws `WorkflowFault` if it matches none. */
export function kindOfMessage(document: Fields, { messages }: FoundChannel, message: OutboundMessage): Fields {
  let refused: unknown;
  for (const kind of messages) {
    try {
      schemaOf(document, kind['payload'], kind['schemaFormat'])?.(message.payload ?? null);
      schemaOf(document, kind['headers'])?.(message.headers);
      return kind;
    } catch (thrown) {
      if (!(thrown instanceof WorkflowFault)) throw thrown;
      refused ??= thrown;
    }
  }
  if (refused !== undefined) throw refused;
  return {};
}

/** Schemas in AsyncAPI are those of draft 7, unless they name another. */
const DRAFT_7 = 'http://json-schema.org/draft-07/schema#';

/**
 * Returns the JSON Schema, which AsyncAPI 3 may wrap and whose format AsyncAPI 2 names beside it; undefined for another format.
 * Its references point into the document.
 */
function schemaOf(document: Fields, given: unknown, toldBeside?: unknown) {
  const wrapped = fieldsOf(given);
  const isWrapped = 'schemaFormat' in wrapped;
  const schema = isWrapped ? fieldsOf(wrapped['schema']) : wrapped;
  const format = String((isWrapped ? wrapped['schemaFormat'] : toldBeside) ?? 'application/schema+json');
  if (Object.keys(schema).length === 0 || !/asyncapi|schema\+(?:json|yaml)/.test(format)) return undefined;
  const draft = /20(?:19-09|20-12)/.test(format) ? {} : { $schema: DRAFT_7 };
  return checkSchema({ ...draft, ...schema, components: document['components'] ?? {} } as unknown as Json);
}

/**
 * The address of a channel for this message. Parameters have the values that the document points to, or their defaults, in the
 * form of `written`.
 */
export function addressOf(
  { address, parameters }: FoundChannel,
  message: OutboundMessage,
  written: (value: string) => string,
): string {
  return address.replace(/\{([^{}]+)\}/g, (_, name: string) => {
    const parameter = fieldsOf(parameters[name]);
    const usual = parameter['default'] ?? fieldsOf(parameter['schema'])['default'];
    const value = located(parameter['location'], message) ?? usual;
    if (value === undefined || value === null)
      throw standardFault('configuration', `nothing tells the parameter ${name} of the channel`);
    return written(String(value));
  });
}

/** Evaluates a runtime expression of AsyncAPI, such as `$message.header#/user/id`. */
function located(location: unknown, { payload, headers }: OutboundMessage): unknown {
  const [, part, pointer = ''] = /^\$message\.(header|payload)#(\/.*)?$/.exec(String(location ?? '')) ?? [];
  if (part === undefined) return undefined;
  return pathOf(pointer).reduce<unknown>((value, step) => fieldsOf(value)[step], part === 'header' ? headers : payload);
}

/** A received message. Its correlation id is where the document says. */
export function received(
  { messages }: FoundChannel,
  text: string,
  headers: Readonly<Record<string, string>>,
): InboundMessage {
  const value = text === '' ? null : (jsonOf(text) as Json | undefined);
  const payload = value === undefined ? text : value;
  const [location] = messages.flatMap((kind) => listOf([fieldsOf(kind['correlationId'])['location']]));
  const id = located(location, { payload, headers }) ?? headers['correlationid'] ?? headers['correlation-id'];
  return { payload, headers, ...(id !== undefined && id !== null && { correlationId: String(id) }) };
}
