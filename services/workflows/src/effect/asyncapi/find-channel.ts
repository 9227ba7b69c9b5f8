import { isObject } from '../../definition/dsl/choice.ts';
import { standardFault } from '../../workflow-fault.ts';
import { type Fields, fieldsOf, listOf, resolved, stepsOf } from '../document-fields.ts';

/** What a document says about a channel and an operation on it. */
export type FoundChannel = {
  /** With parameters in braces. */
  readonly address: string;
  readonly parameters: Fields;
  /** Its servers by name, in their order. */
  readonly servers: readonly (readonly [name: string, server: Fields])[];
  /** The kinds of messages on it, with their correlation ids resolved. None: any message. */
  readonly messages: readonly Fields[];
  /** Bindings of the operation, by protocol. */
  readonly bindings: Fields;
};
export type Wanted = {
  readonly channel?: string | undefined;
  readonly operation?: string | undefined;
  /** In AsyncAPI 2: what the channel lets others do. */
  readonly action: 'publish' | 'subscribe';
};

/** Finds an operation (AsyncAPI 3) or a channel (AsyncAPI 2). Throws `WorkflowFault` if there is none. */
export function findChannel(document: Fields, wanted: Wanted): FoundChannel {
  const version = String(document['asyncapi'] ?? '');
  if (version.startsWith('3.')) return ofOperation(document, wanted);
  if (version.startsWith('2.')) return ofChannel(document, wanted);
  throw standardFault('configuration', 'the document is none of AsyncAPI 2 or 3');
}

function ofChannel(document: Fields, { channel: name, operation: id, action }: Wanted): FoundChannel {
  const channels = Object.entries(fieldsOf(document['channels']));
  const isWanted = (address: string, channel: Fields) =>
    name === undefined ? operationIn(document, channel, action)['operationId'] === id : address === name;
  const [address, given] = channels.find(([one, channel]) => isWanted(one, resolved(document, channel))) ?? [];
  if (address === undefined) throw missing(name === undefined ? `operation ${id}` : `channel ${name}`);
  const channel = resolved(document, given);
  const operation = operationIn(document, channel, action);
  const message = resolved(document, operation['message']);
  const named = listOf(channel['servers']).map(String);
  const kinds = 'oneOf' in message ? listOf(message['oneOf']).map((one) => resolved(document, one)) : [message];
  return {
    address,
    parameters: eachResolved(document, channel['parameters']),
    servers: serversOf(document, named),
    messages: kinds.filter((kind) => Object.keys(kind).length > 0).map((kind) => kindOf(document, kind)),
    bindings: resolved(document, operation['bindings']),
  };
}

function operationIn(document: Fields, channel: Fields, action: Wanted['action']): Fields {
  return withTraits(document, fieldsOf(channel[action]));
}

function ofOperation(document: Fields, { operation: id, channel: name }: Wanted): FoundChannel {
  const operations = fieldsOf(document['operations']);
  const isOn = (operation: Fields) => nameIn(operation['channel']) === name;
  const key = id ?? Object.keys(operations).find((one) => isOn(fieldsOf(operations[one])));
  if (key !== undefined && !Object.hasOwn(operations, key)) throw missing(`operation ${id}`);
  const operation = key === undefined ? {} : withTraits(document, resolved(document, operations[key]));
  const channel = resolved(document, key === undefined ? channelAlone(document, name) : operation['channel']);
  const named = listOf(channel['servers']).map((server) => nameIn(server) ?? '');
  const all = Object.values(fieldsOf(channel['messages']));
  const messages = 'messages' in operation ? listOf(operation['messages']) : all;
  return {
    address: String(channel['address'] ?? ''),
    parameters: eachResolved(document, channel['parameters']),
    servers: serversOf(document, named),
    messages: messages.map((message) => kindOf(document, resolved(document, message))),
    bindings: resolved(document, operation['bindings']),
  };
}

/** A channel without an operation in the document. */
function channelAlone(document: Fields, name = ''): unknown {
  const channels = fieldsOf(document['channels']);
  if (!Object.hasOwn(channels, name)) throw missing(`channel ${name}`);
  return channels[name];
}

/** The name of a reference's target, within its section of the document. */
function nameIn(reference: unknown): string | undefined {
  const { $ref: pointer } = fieldsOf(reference);
  return typeof pointer === 'string' ? stepsOf(pointer).at(-1) : undefined;
}

/** A channel that names no servers is on all. */
function serversOf(document: Fields, named: readonly string[]): [string, Fields][] {
  const all = Object.entries(fieldsOf(document['servers']));
  const on = named.length === 0 ? all : all.filter(([name]) => named.includes(name));
  return on.map(([name, server]) => [name, resolved(document, server)]);
}

function kindOf(document: Fields, message: Fields): Fields {
  const kind = withTraits(document, message);
  return { ...kind, correlationId: resolved(document, kind['correlationId']) };
}

function eachResolved(document: Fields, given: unknown): Fields {
  const entries = Object.entries(fieldsOf(given)).map(([name, one]) => [name, resolved(document, one)]);
  return Object.fromEntries(entries);
}

/** Merges traits in their order, then the fields of the object itself over them. */
function withTraits(document: Fields, given: Fields): Fields {
  const traits = listOf(given['traits']).map((trait) => resolved(document, trait));
  return traits.length === 0 ? given : merged([...traits, given]);
}

/** JSON Merge Patch (RFC 7396), except that null deletes nothing, since it has a meaning in schemas. */
function merged(patches: readonly Fields[]): Fields {
  const told = new Map<string, unknown[]>();
  for (const [name, value] of patches.flatMap(Object.entries)) {
    const before = isObject(value) && !('$ref' in value) ? told.get(name) : undefined;
    if (before) before.push(value);
    else told.set(name, [value]);
  }
  const all = [...told].map(([name, [first, ...more]]) => [
    name,
    more.length === 0 ? first : merged([first, ...more].map(fieldsOf)),
  ]);
  return Object.fromEntries(all);
}

function missing(what: string) {
  return standardFault('configuration', `the document has no ${what}`);
}
