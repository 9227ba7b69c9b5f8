import { isObject, type Json, type JsonObject } from '@mesh/jq/json';

/**
 * Converts A2A 0.3 between the JSON of its proto, which agents built with the SDKs for Python, JavaScript and Java use over
 * HTTP+JSON, and that of its specification, which JSON-RPC uses. Values that are in the other form already stay as they are.
 */
type Fields = Readonly<Record<string, Json | undefined>>;

const TASK_NAME = /^tasks\/([^/]+)(?:\/|$)/;
const STATE = 'TASK_STATE_';
const ROLE = 'ROLE_';
/** States that the proto names differently. */
const spelled = new Map([
  ['cancelled', 'canceled'],
  ['unspecified', 'unknown'],
]);
/** The kind of a result over HTTP+JSON, by the field that it stands in. */
const kinds = { task: 'task', message: 'message', statusUpdate: 'status-update', artifactUpdate: 'artifact-update' };

/** The parameters of a message to send. */
export function sendToProto({ message, configuration, ...rest }: Fields): Fields {
  const { pushNotificationConfig, ...more } = isObject(configuration) ? configuration : {};
  const pushing = pushNotificationConfig === undefined ? {} : { pushNotification: pushNotificationConfig };
  return {
    ...rest,
    ...(message !== undefined && { message: messageToProto(message) }),
    ...(configuration !== undefined && { configuration: { ...more, ...pushing } }),
  };
}

/** A push notification configuration to set. Its task is in the path, too. */
export function configToProto({ taskId, pushNotificationConfig }: Fields): Fields {
  const parent = parentOf(taskId);
  const id = idOf(pushNotificationConfig);
  const name = id === undefined ? parent : `${parent}/pushNotificationConfigs/${id}`;
  return { taskId, name, pushNotificationConfig };
}

/** The same wrapped in its request message: agents expect this, though the annotations of the proto differ. */
export function setToProto(asked: Fields): Fields {
  const { taskId, name, pushNotificationConfig } = configToProto(asked);
  const id = idOf(pushNotificationConfig);
  const config = { name, pushNotificationConfig } as JsonObject;
  return { taskId, parent: parentOf(taskId), ...(id !== undefined && { configId: id }), config };
}

function parentOf(taskId: Json | undefined): string {
  return `tasks/${String(taskId)}`;
}

function idOf(config: Json | undefined): string | undefined {
  const id = isObject(config) ? config['id'] : undefined;
  return typeof id === 'string' ? id : undefined;
}

function messageToProto(message: Json): Json {
  if (!isObject(message) || !Array.isArray(message['parts'])) return message;
  const { kind: _kind, role, parts, ...rest } = message;
  const told = typeof role === 'string' && !role.startsWith(ROLE) ? ROLE + role.toUpperCase() : role;
  return { ...rest, ...(told !== undefined && { role: told }), content: parts.map(partToProto) };
}

function partToProto(part: Json): Json {
  if (!isObject(part)) return part;
  const { kind, file, data, ...rest } = part;
  if (kind === 'data' && data !== undefined) return { ...rest, data: { data } };
  if (kind !== 'file' || !isObject(file)) return { ...rest, ...(data && { data }), ...(file && { file }) };
  const { uri, bytes, ...more } = file;
  const where = uri === undefined ? { fileWithBytes: bytes ?? '' } : { fileWithUri: uri };
  return { ...rest, file: { ...more, ...where } };
}

/** A result in the form of JSON-RPC, so that the caller need not know the interface. */
export function resultFromProto(told: Json): Json {
  if (!isObject(told)) return told;
  for (const [field, kind] of Object.entries(kinds)) {
    const value = told[field];
    if (isObject(value)) return whole({ kind, ...(field === 'statusUpdate' && { final: false }), ...value });
  }
  const { configs, tasks } = told;
  if (Array.isArray(configs)) return configs.map(configFromProto);
  if (Array.isArray(tasks)) return { ...told, tasks: tasks.map(resultFromProto) };
  if (typeof told['id'] === 'string' && isObject(told['status'])) return whole({ kind: 'task', ...told });
  return configFromProto(told);
}

function whole(told: JsonObject): Json {
  if (told['kind'] === 'message') return messageFromProto(told);
  const { status, artifact, artifacts, history } = told;
  return {
    ...told,
    ...(isObject(status) && { status: statusFromProto(status) }),
    ...(isObject(artifact) && { artifact: artifactFromProto(artifact) }),
    ...(Array.isArray(artifacts) && { artifacts: artifacts.map(artifactFromProto) }),
    ...(Array.isArray(history) && { history: history.map(messageFromProto) }),
  };
}

function messageFromProto(message: Json): Json {
  if (!isObject(message) || !Array.isArray(message['content'])) return message;
  const { role, content, ...rest } = message;
  const told = typeof role === 'string' && role.startsWith(ROLE) ? role.slice(ROLE.length).toLowerCase() : role;
  return { kind: 'message', ...rest, ...(told !== undefined && { role: told }), parts: content.map(partFromProto) };
}

function statusFromProto(status: JsonObject): JsonObject {
  const { state, message } = status;
  const isOfProto = typeof state === 'string' && state.startsWith(STATE);
  const told = isOfProto ? state.slice(STATE.length).toLowerCase().replaceAll('_', '-') : undefined;
  return {
    ...status,
    ...(told !== undefined && { state: spelled.get(told) ?? told }),
    ...(message !== undefined && { message: messageFromProto(message) }),
  };
}

function artifactFromProto(artifact: Json): Json {
  const parts = isObject(artifact) ? artifact['parts'] : undefined;
  return isObject(artifact) && Array.isArray(parts) ? { ...artifact, parts: parts.map(partFromProto) } : artifact;
}

function partFromProto(part: Json): Json {
  if (!isObject(part) || 'kind' in part) return part;
  const { data, file } = part;
  if (typeof part['text'] === 'string') return { kind: 'text', ...part };
  if (isObject(data)) return { kind: 'data', ...part, data: data['data'] ?? data };
  if (!isObject(file)) return part;
  const { fileWithUri: uri, fileWithBytes: bytes, ...rest } = file;
  return { kind: 'file', ...part, file: { ...rest, ...(uri && { uri }), ...(bytes && { bytes }) } };
}

function configFromProto(told: Json): Json {
  if (!isObject(told) || !isObject(told['pushNotificationConfig']) || typeof told['name'] !== 'string') return told;
  const { name, ...rest } = told;
  const taskId = TASK_NAME.exec(name)?.[1];
  return { ...rest, ...(taskId !== undefined && { taskId }) };
}
