import { connectBus } from '@mesh/bus/connect';
import type { HandlerOf } from '@mesh/bus/handler';
import { serve } from '@mesh/bus/serve';
import { brokerCall } from '@mesh/contracts/credential-use';
import { openLog } from '@mesh/runtime/log';

/** Stands for `credentials` as a process of its own: tells the key of each call, and answers it unless it is to hang. */
const [url = '', signingKey = '', publicKeys = '', mood = ''] = process.argv.slice(2);
const log = openLog('brokering', 'error');
const bus = await connectBus({ url, name: 'credentials', log, signingKey, publicKeys });
const handler: HandlerOf<typeof brokerCall> = async ({ body: { idempotencyKey } }) => {
  process.stdout.write(`${idempotencyKey}\n`);
  if (mood === 'hangs') await new Promise(() => {});
  return { status: 200, headers: { 'content-type': 'application/json' }, body: { by: mood }, bodyKind: 'json' };
};
serve(bus, brokerCall, handler);
await bus.ping();
process.stdout.write('ready\n');
