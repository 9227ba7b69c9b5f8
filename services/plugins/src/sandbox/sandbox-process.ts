import { openInterpreter } from './open-interpreter.ts';
import { runJob } from './run-job.ts';
import { type Job, type Outcome, READY } from './sandbox-messages.ts';

/** Run before it is ready, so that the interpreter's own code is compiled by then. */
const WARM_UP = 'export default async (input) => { console.log("warm"); return { input }; }';

/** The program of a sandbox: it says that it is ready, takes one job, answers and exits. An unexpected error is a crash. */
const interpreter = await openInterpreter();
runJob(interpreter, { source: WARM_UP, file: 'warm-up.js', input: '{}', inputSchema: {}, wallMs: 1_000 });
process.stdout.write(`${READY}\n`);
const chunks = await Array.fromAsync(process.stdin as AsyncIterable<Buffer>);
if (chunks.length === 0) process.exit(0); // dismissed without a job
const job = JSON.parse(Buffer.concat(chunks).toString()) as Job;
const { outcome, text = '' } = answer();
process.stdout.write(`${JSON.stringify(outcome)}\n${text}\n`, () => process.exit(0));

function answer(): { outcome: Outcome; text?: string } {
  try {
    return runJob(interpreter, job);
  } catch (error) {
    const message = `the interpreter broke: ${error instanceof Error ? error.name : 'unknown'}`;
    return { outcome: { kind: 'failed', reason: 'crashed', message, logs: [] } };
  }
}
