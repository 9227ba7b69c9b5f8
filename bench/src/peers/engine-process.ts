import { once } from 'node:events';
import { closedLoop, type Load } from '../closed-loop.ts';
import type { Open } from './engine.ts';

/** One engine in a process of its own, so that its CPU is counted separately. Its parent sends the loads to run. */
const [program = '', place = ''] = process.argv.slice(2);
const over = once(process, 'disconnect');
const { open } = (await import(program)) as { open: Open<unknown> };
const engine = await open(JSON.parse(place));
process.on('message', (load: Load) => void closedLoop(load, engine.run).then(tell, giveUp));
tell(engine.pids);
await over;
await engine[Symbol.asyncDispose]();
process.exit(); // some leave timers behind

function tell(what: unknown): void {
  if (process.connected) process.send?.(what);
}

function giveUp(error: unknown): void {
  if (!process.connected) return; // the end interrupts requests
  console.error(error);
  process.exitCode = 1;
  process.disconnect();
}
