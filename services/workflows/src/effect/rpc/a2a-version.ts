import { isObject, type Json } from '@mesh/jq/json';
import { a2aNames } from '../../definition/dsl/a2a-methods.ts';
import { configToProto, resultFromProto, sendToProto, setToProto } from './a2a-proto.ts';

type Fields = Readonly<Record<string, Json>>;
type Parameters = Readonly<Record<string, Json | undefined>>;
/** What differs between the versions of A2A. */
export type A2aVersion = {
  /** As in the agent card. */
  readonly major: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Methods that send a message, which the agent answers only when it has worked on it. */
  readonly sends: readonly string[];
  readonly streams: readonly string[];
  /** Default fields of a message. */
  readonly message: Fields;
  /** Whether this is the last result of a stream to wait for. `continues`: the message continues a task that was waiting. */
  isLast(result: Json, continues?: boolean): boolean;
  /** Over HTTP+JSON. */
  readonly rest: {
    /** Content type of a body. */
    readonly type: string;
    /** A result in the form of JSON-RPC, so that the caller need not know the interface. */
    result(told: Json): Json;
    /** The forms of a method's parameters that agents accept, to be tried in turn while they are refused. */
    forms(method: string, parameters: Parameters): readonly [Parameters, Parameters?];
  };
};
const SET_CONFIG = 'tasks/pushNotificationConfig/set';
const v0: A2aVersion = {
  major: '0',
  headers: {}, // without a version agents assume 0.3
  sends: ['message/send', 'message/stream'],
  streams: ['message/stream', 'tasks/resubscribe'],
  message: { kind: 'message', role: 'user' },
  isLast: (result) => isObject(result) && (result['final'] === true || result['kind'] === 'message'),
  rest: { type: 'application/json', result: resultFromProto, forms: formsOf },
};
const v1: A2aVersion = {
  major: '1',
  headers: { 'a2a-version': '1.0' },
  sends: ['SendMessage', 'SendStreamingMessage'],
  streams: ['SendStreamingMessage', 'SubscribeToTask'],
  message: { role: 'ROLE_USER' },
  isLast: (result, continues = false) =>
    isObject(result) &&
    ('message' in result || isIn(result['task'], continues ? ends : rests) || isIn(result['statusUpdate'], rests)),
  rest: { type: 'application/a2a+json', result: (told) => told, forms: (_, parameters) => [parameters] },
};
const ends = statesOf('COMPLETED', 'FAILED', 'CANCELED', 'REJECTED');
/** States in which a task has ended or waits for the caller, until which an agent works on a message. */
const rests = new Set([...ends, ...statesOf('INPUT_REQUIRED', 'AUTH_REQUIRED')]);

function statesOf(...names: readonly string[]): Set<string> {
  return new Set(names.map((name) => `TASK_STATE_${name}`));
}

function isIn(told: Json | undefined, states: ReadonlySet<string>): boolean {
  const status = isObject(told) ? told['status'] : undefined;
  return isObject(status) && states.has(String(status['state']));
}

/** First in the JSON of the proto, then, if the agent refuses that, in that of the specification. */
function formsOf(method: string, parameters: Parameters): readonly [Parameters, Parameters?] {
  const { message } = parameters;
  const isOfText = v0.sends.includes(method) && isObject(message) && Array.isArray(message['parts']);
  if (isOfText) return [sendToProto(parameters), parameters];
  return method === SET_CONFIG ? [setToProto(parameters), configToProto(parameters)] : [parameters];
}

/** The name of the method in the other version. */
export function nameInOther(method: string): string | undefined {
  const pair = Object.entries(a2aNames).find((names) => names.some((name) => name === method));
  return pair?.find((name) => name !== method);
}

/** The version of a method's name: 1.0 uses the names of gRPC. */
export function versionOf(method: string): A2aVersion {
  return method.includes('/') ? v0 : v1;
}
