import type { Interpreter } from './open-interpreter.ts';
import { runInQuickjs } from './run-in-quickjs.ts';
import { type Job, OUTPUT_BYTES, type Outcome } from './sandbox-messages.ts';
import { schemaFaults } from './schema-faults.ts';
import { textFault } from './text-fault.ts';

/** Checks the input, runs the function, checks the output. The output's text is returned separately, unparsed. */
export function runJob(interpreter: Interpreter, job: Job): { outcome: Outcome; text?: string } {
  const began = performance.now();
  const faults = schemaFaults(job.inputSchema, JSON.parse(job.input), '/body/input');
  if (faults.length > 0) return { outcome: { kind: 'refused', faults } };

  const ran = runInQuickjs(interpreter, { ...job, deadline: began + job.wallMs });
  const { logs } = ran;
  if ('reason' in ran) return { outcome: { kind: 'failed', reason: ran.reason, message: ran.message, logs } };
  const refuse = (message: string) => ({ outcome: { kind: 'failed', reason: 'output', message, logs } as const });

  const { text } = ran;
  if (text === undefined) return refuse('its answer is no JSON');
  if (Buffer.byteLength(text) > OUTPUT_BYTES) return refuse(`its answer has more than ${OUTPUT_BYTES} bytes`);
  const wrong = textFault(text);
  if (wrong) return refuse(wrong);
  const [fault] = job.outputSchema ? schemaFaults(job.outputSchema, JSON.parse(text), '') : [];
  if (fault) return refuse(`its answer breaks its own schema at ${fault.pointer || '/'}: ${fault.message}`);
  return { outcome: { kind: 'done', logs, durationMs: Math.round((performance.now() - began) * 10) / 10 }, text };
}
