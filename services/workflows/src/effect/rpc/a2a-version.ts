import { isObject, type Json } from '@mesh/jq/json';

type Fields = Readonly<Record<string, Json>>;
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
  /** Whether nothing of a stream is waited for behind this. */
  isLast(result: Json): boolean;
};

const v0: A2aVersion = {
  major: '0',
  headers: {}, // an agent that is told no version takes it for 0.3
  sends: ['message/send', 'message/stream'],
  streams: ['message/stream', 'tasks/resubscribe'],
  message: { kind: 'message', role: 'user' },
  isLast: (result) => isObject(result) && (result['final'] === true || result['kind'] === 'message'),
};
const v1: A2aVersion = {
  major: '1',
  headers: { 'a2a-version': '1.0' },
  sends: ['SendMessage', 'SendStreamingMessage'],
  streams: ['SendStreamingMessage', 'SubscribeToTask'],
  message: { role: 'ROLE_USER' },
  isLast: (result) => isObject(result) && ('message' in result || isAtRest(result['task'] ?? result['statusUpdate'])),
};
/** Those in which a task is over, and those in which it waits for whoever asked: the same until which a message is worked on. */
const rests = new Set(
  ['COMPLETED', 'FAILED', 'CANCELED', 'REJECTED', 'INPUT_REQUIRED', 'AUTH_REQUIRED'].map(
    (name) => `TASK_STATE_${name}`,
  ),
);

function isAtRest(told: Json | undefined): boolean {
  const status = isObject(told) ? told['status'] : undefined;
  return isObject(status) && rests.has(String(status['state']));
}

/** The version by which a method has this name: 1.0 names them as gRPC does. */
export function versionOf(method: string): A2aVersion {
  return method.includes('/') ? v0 : v1;
}
