import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { createEndpointHandler, type LoggerTransport, workflow } from '@restatedev/restate-sdk';

const fiveTasks = workflow({
  name: 'five-tasks',
  handlers: {
    run: async (context) => {
      let n = 0;
      for (const step of [1, 2, 3, 4, 5]) n = await context.run(`step${step}`, () => n + step);
      return n;
    },
  },
});

const logger: LoggerTransport = ({ level }, ...message) => {
  if (level === 'error') console.error(...message);
};

/** Tells its parent where it listens, and exits with it. */
const server = createServer(createEndpointHandler({ services: [fiveTasks], logger }));
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit());
