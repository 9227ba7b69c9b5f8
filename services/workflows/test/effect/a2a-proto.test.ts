import type { Json } from '@mesh/jq/json';
import { expect, test } from 'vitest';
import { configToProto, resultFromProto, sendToProto, setToProto } from '../../src/effect/rpc/a2a-proto.ts';

const ids = { messageId: 'm1', contextId: 'c1', taskId: 't1' };
const metadata = { role: 'ROLE_USER', state: 'TASK_STATE_WORKING', parts: [{ text: 'x' }] };
/** Each part as the text of A2A has it, and as its proto does. */
const parts: [Json, Json][] = [
  [
    { kind: 'text', text: 'hi', metadata },
    { text: 'hi', metadata },
  ],
  [{ kind: 'text', text: '' }, { text: '' }],
  [{ kind: 'data', data: { kind: 'file', data: 1 } }, { data: { data: { kind: 'file', data: 1 } } }],
  [
    { kind: 'file', file: { uri: 'http://x/y', mimeType: 'image/png', name: 'y' } },
    { file: { fileWithUri: 'http://x/y', mimeType: 'image/png', name: 'y' } },
  ],
  [{ kind: 'file', file: { bytes: 'eA==' } }, { file: { fileWithBytes: 'eA==' } }],
];
const said = { ...ids, kind: 'message', role: 'agent', parts: parts.map(([text]) => text), metadata };
const message = { ...ids, role: 'ROLE_AGENT', content: parts.map(([, proto]) => proto), metadata };

test('a message is sent with its parts and its configuration', () => {
  const pushNotificationConfig = { url: 'u' };
  const configuration = { blocking: false, acceptedOutputModes: ['text'], pushNotificationConfig };
  expect(sendToProto({ message: { ...said, role: 'user' }, configuration, metadata })).toEqual({
    message: { ...message, role: 'ROLE_USER' },
    configuration: { blocking: false, acceptedOutputModes: ['text'], pushNotification: { url: 'u' } },
    metadata,
  });
});

test('what is in the JSON of the proto, or in none of either, is sent as it is', () => {
  for (const one of [{ message }, { message: 'hi' }, { message: { role: 'user' } }, {}])
    expect(sendToProto(one)).toEqual(one);
});

test('a configuration of push notifications is set with the names of its task and of itself', () => {
  const pushNotificationConfig = { id: 'c1', url: 'u' };
  const config = { name: 'tasks/t1/pushNotificationConfigs/c1', pushNotificationConfig };
  const told = { taskId: 't1', pushNotificationConfig };
  expect(setToProto(told)).toEqual({ taskId: 't1', parent: 'tasks/t1', configId: 'c1', config });
  expect(configToProto(told)).toEqual({ taskId: 't1', ...config });
});

test('a state that nobody knows is a text all the same', () => {
  const task = { id: 't1', status: { state: 'TASK_STATE_CONSTRUCTOR' } };
  expect(resultFromProto(task)).toEqual({ ...task, kind: 'task', status: { state: 'constructor' } });
});

test('a message that comes has the parts that were sent', () => {
  expect(resultFromProto({ message })).toEqual(said);
});

test('a task tells its state, its history and its artifacts, alone, in a field and in a list', () => {
  const status = { state: 'TASK_STATE_INPUT_REQUIRED', message, timestamp: 'now' };
  const task = {
    id: 't1',
    status,
    history: [message],
    artifacts: [{ artifactId: 'a', parts: message.content }],
    metadata,
  };
  const told = {
    kind: 'task',
    id: 't1',
    status: { state: 'input-required', message: said, timestamp: 'now' },
    history: [said],
    artifacts: [{ artifactId: 'a', parts: said.parts }],
    metadata,
  };
  expect(resultFromProto({ task })).toEqual(told);
  expect(resultFromProto(task)).toEqual(told);
  expect(resultFromProto({ tasks: [task], totalSize: 1 })).toEqual({ tasks: [told], totalSize: 1 });
});

test.each([
  ['SUBMITTED', 'submitted'],
  ['AUTH_REQUIRED', 'auth-required'],
  ['CANCELLED', 'canceled'],
  ['UNSPECIFIED', 'unknown'],
])('a state that the proto calls %s is %s', (state, name) => {
  const statusUpdate = { taskId: 't1', status: { state: `TASK_STATE_${state}` } };
  const told = { kind: 'status-update', taskId: 't1', status: { state: name }, final: false };
  expect(resultFromProto({ statusUpdate })).toEqual(told);
});

test('an artifact that comes in a stream has its parts', () => {
  const artifactUpdate = { taskId: 't1', artifact: { artifactId: 'a', parts: message.content }, lastChunk: true };
  expect(resultFromProto({ artifactUpdate })).toEqual({
    kind: 'artifact-update',
    taskId: 't1',
    artifact: { artifactId: 'a', parts: said.parts },
    lastChunk: true,
  });
});

test('configurations of push notifications tell their task', () => {
  const config = { name: 'tasks/t1/pushNotificationConfigs/c1', pushNotificationConfig: { id: 'c1', url: 'u' } };
  const told = { taskId: 't1', pushNotificationConfig: { id: 'c1', url: 'u' } };
  expect(resultFromProto(config)).toEqual(told);
  expect(resultFromProto({ configs: [config] })).toEqual([told]);
});

test.each<[Json]>([
  [{ task: { id: 't1', status: { state: 'working' }, history: [said] } }],
  [said],
  [{ name: 'Agent', url: 'https://agent.example', skills: [] }],
  [{}],
  [null],
])('what an agent tells by the text of A2A stays so: %j', (told) => {
  const { task } = (told ?? {}) as { task?: object };
  expect(resultFromProto(told)).toEqual(task === undefined ? told : { kind: 'task', ...task });
});
