import type { A2aMethod } from '../../definition/dsl/a2a-methods.ts';
import { standardFault } from '../../workflow-fault.ts';

/** The HTTP+JSON route of an A2A method. */
export type A2aRoute = {
  /** Tried in turn until the agent knows the address by one of them. */
  readonly verbs: readonly ('GET' | 'POST' | 'DELETE')[];
  /** Relative to the interface's address, with parameters in braces. */
  readonly path: string;
};

/** The protos of both versions subscribe to a task by GET, the texts of both by POST. */
const subscribing = ['GET', 'POST'] as const;
const task0 = '/v1/tasks/{id}';
const configs0 = `${task0}/pushNotificationConfigs`;
const configs1 = '/tasks/{taskId}/pushNotificationConfigs';

/** 0.3 by the table in 3.5.6, 1.0 by the annotations of its proto. */
const routes: Readonly<Record<string, A2aRoute>> = {
  'message/send': { verbs: ['POST'], path: '/v1/message:send' },
  'message/stream': { verbs: ['POST'], path: '/v1/message:stream' },
  'tasks/get': { verbs: ['GET'], path: task0 },
  'tasks/list': { verbs: ['GET'], path: '/v1/tasks' },
  'tasks/cancel': { verbs: ['POST'], path: `${task0}:cancel` },
  'tasks/resubscribe': { verbs: subscribing, path: `${task0}:subscribe` },
  'tasks/pushNotificationConfig/set': { verbs: ['POST'], path: `/v1${configs1}` },
  'tasks/pushNotificationConfig/get': { verbs: ['GET'], path: `${configs0}/{pushNotificationConfigId}` },
  'tasks/pushNotificationConfig/list': { verbs: ['GET'], path: configs0 },
  'tasks/pushNotificationConfig/delete': { verbs: ['DELETE'], path: `${configs0}/{pushNotificationConfigId}` },
  'agent/getAuthenticatedExtendedCard': { verbs: ['GET'], path: '/v1/card' },
  SendMessage: { verbs: ['POST'], path: '/message:send' },
  SendStreamingMessage: { verbs: ['POST'], path: '/message:stream' },
  GetTask: { verbs: ['GET'], path: '/tasks/{id}' },
  ListTasks: { verbs: ['GET'], path: '/tasks' },
  CancelTask: { verbs: ['POST'], path: '/tasks/{id}:cancel' },
  SubscribeToTask: { verbs: subscribing, path: '/tasks/{id}:subscribe' },
  CreateTaskPushNotificationConfig: { verbs: ['POST'], path: configs1 },
  GetTaskPushNotificationConfig: { verbs: ['GET'], path: `${configs1}/{id}` },
  ListTaskPushNotificationConfigs: { verbs: ['GET'], path: configs1 },
  DeleteTaskPushNotificationConfig: { verbs: ['DELETE'], path: `${configs1}/{id}` },
  GetExtendedAgentCard: { verbs: ['GET'], path: '/extendedAgentCard' },
} satisfies Record<A2aMethod, A2aRoute>;

export function routeOf(method: string): A2aRoute {
  const route = Object.hasOwn(routes, method) ? routes[method] : undefined;
  if (!route) throw standardFault('configuration', `A2A has no method ${method}`);
  return route;
}
