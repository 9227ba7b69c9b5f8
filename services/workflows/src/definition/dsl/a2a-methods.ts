/** What an agent can be asked: by the names of A2A 0.3, which are those of the DSL, and by those that A2A 1.0 has for the same. */
export const a2aNames = {
  'message/send': 'SendMessage',
  'message/stream': 'SendStreamingMessage',
  'tasks/get': 'GetTask',
  'tasks/list': 'ListTasks',
  'tasks/cancel': 'CancelTask',
  'tasks/resubscribe': 'SubscribeToTask',
  'tasks/pushNotificationConfig/set': 'CreateTaskPushNotificationConfig',
  'tasks/pushNotificationConfig/get': 'GetTaskPushNotificationConfig',
  'tasks/pushNotificationConfig/list': 'ListTaskPushNotificationConfigs',
  'tasks/pushNotificationConfig/delete': 'DeleteTaskPushNotificationConfig',
  'agent/getAuthenticatedExtendedCard': 'GetExtendedAgentCard',
} as const;
type Names = typeof a2aNames;
export type A2aMethod = keyof Names | Names[keyof Names];

export const a2aMethods = [...Object.keys(a2aNames), ...Object.values(a2aNames)] as readonly A2aMethod[];
