import { z } from 'zod';
import { authenticationOrName } from './authentication.ts';
import { chooseByKey } from './choice.ts';
import { duration } from './duration.ts';
import { externalResource } from './endpoint.ts';
import { subscriptionIterator } from './task-list.ts';
import { mapping, runtimeExpression, text } from './values.ts';

const howLong = { for: duration.exactOptional() } as const;

const subscription = z.strictObject({
  filter: runtimeExpression.exactOptional(),
  consume: chooseByKey({
    amount: z.strictObject({ ...howLong, amount: z.number().int() }),
    while: z.strictObject({ ...howLong, while: runtimeExpression }),
    until: z.strictObject({ ...howLong, until: runtimeExpression }),
  }),
  foreach: subscriptionIterator.exactOptional(),
});

const message = z.strictObject({ payload: mapping.exactOptional(), headers: mapping.exactOptional() });

const common = {
  document: externalResource,
  server: z.strictObject({ name: text, variables: mapping.exactOptional() }).exactOptional(),
  protocol: z
    .enum([
      'amqp',
      'amqp1',
      'anypointmq',
      'googlepubsub',
      'http',
      'ibmmq',
      'jms',
      'kafka',
      'mercure',
      'mqtt',
      'mqtt5',
      'nats',
      'pulsar',
      'redis',
      'sns',
      'solace',
      'sqs',
      'stomp',
      'ws',
    ])
    .exactOptional(),
  authentication: authenticationOrName.exactOptional(),
} as const;

/** What is done, by `operation` (AsyncAPI 3) or `channel` (AsyncAPI 2): a message is published or a subscription consumed. */
const action = <A extends z.ZodRawShape>(fields: A) =>
  chooseByKey({
    operation: z.strictObject({ ...common, ...fields, operation: text }),
    channel: z.strictObject({ ...common, ...fields, channel: text }),
  });

export const asyncapiArguments = chooseByKey({ message: action({ message }), subscription: action({ subscription }) });
