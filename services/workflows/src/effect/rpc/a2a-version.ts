import { isObject, type Json } from '@mesh/jq/json';
import { a2aNames } from '../../definition/dsl/a2a-methods.ts';
import { configToProto, resultFromProto, sendToProto, setToProto } from './a2a-proto.ts';

type Fields = Readonly<Record<string, Json>>;
type Parameters = Readonly<Record<string, Json | undefined>>;
/** What differs between the versions of A2A. */
export type A2aVersion = {
  /** As agents tell it of what they speak. */
  readonly major: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Methods with a message, which the agent works on until it answers. */
  readonly sends: readonly string[];
  readonly streams: readonly string[];
  /** What a message is that does not say it itself. */
  readonly message: Fields;
  /** Whether nothing of a stream is waited for behind this. `continues`: of one that goes on with a task, which waited until then. */
  isLast(result: Json, continues?: boolean): boolean;
  /** Over HTTP+JSON. */
  readonly rest: {
    /** What a body is. */
    readonly type: string;
    /** A result as JSON-RPC has it, so that the interface of an agent is no matter to whoever asks. */
    result(told: Json): Json;
    /** The parameters of a method in the forms that agents take, which are tried in turn while they are refused as no parameters. */
    forms(method: string, parameters: Parameters): readonly [Parameters, Parameters?];
  };
};
const SET_CONFIG = 'tasks/pushNotificationConfig/set';
const v0: A2aVersion = {
  major: '0',
  headers: {}, // an agent that is told no version takes it for 0.3
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
/** Those in which a task is over, and those in which it waits for whoever asked: the same until which a message is worked on. */
const rests = new Set([...ends, ...statesOf('INPUT_REQUIRED', 'AUTH_REQUIRED')]);

function statesOf(...names: readonly string[]): Set<string> {
  return new Set(names.map((name) => `TASK_STATE_${name}`));
}

function isIn(told: Json | undefined, states: ReadonlySet<string>): boolean {
  const status = isObject(told) ? told['status'] : undefined;
  return isObject(status) && states.has(String(status['state']));
}

/** In the JSON of the proto, and where an agent does not take that, as the text of 0.3 has it. */
function formsOf(method: string, parameters: Parameters): readonly [Parameters, Parameters?] {
  const { message } = parameters;
  const isOfText = v0.sends.includes(method) && isObject(message) && Array.isArray(message['parts']);
  if (isOfText) return [sendToProto(parameters), parameters];
  return method === SET_CONFIG ? [setToProto(parameters), configToProto(parameters)] : [parameters];
}

/** The same method by its name in the other version. */
export function nameInOther(method: string): string | undefined {
  const pair = Object.entries(a2aNames).find((names) => names.some((name) => name === method));
  return pair?.find((name) => name !== method);
}

/** The version by which a method has this name: 1.0 names them as gRPC does. */
export function versionOf(method: string): A2aVersion {
  return method.includes('/') ? v0 : v1;
}
