import { DBOS } from '@dbos-inc/dbos-sdk';
import type { Engine } from '../../src/peers/engine.ts';

const POOL = 20;

/** A workflow of five steps, called as a function, which is the faster of DBOS's two ways. */
export async function open({ database }: { database: string }): Promise<Engine> {
  DBOS.setConfig({
    name: 'bench',
    systemDatabaseUrl: database,
    systemDatabasePoolSize: POOL,
    logLevel: 'error',
  });
  const fiveTasks = DBOS.registerWorkflow(
    async () => {
      let n = 0;
      for (const step of [1, 2, 3, 4, 5]) n = await DBOS.runStep(async () => n + step, { name: `step${step}` });
      return n;
    },
    { name: 'five-tasks' },
  );
  await DBOS.launch();
  return {
    pids: [process.pid],
    run: async () => void (await fiveTasks()),
    [Symbol.asyncDispose]: () => DBOS.shutdown(),
  };
}
