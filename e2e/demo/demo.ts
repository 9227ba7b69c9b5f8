import { setTimeout as sleep } from 'node:timers/promises';
import { ask } from '../src/ask.ts';
import type { Frame } from '../src/follow.ts';
import { findMesh, type Mesh } from '../src/mesh.ts';
import { API_PORT, openAnswersApi } from './answers-api.ts';
import { answerQuestion, ingestDocs, installPlugin, saveWorkflow, storeCredential } from './main-job.ts';
import { bold, dim, done, step, wrapped, yellow } from './terminal.ts';
import { liveLine, taskBars } from './timeline.ts';
import { type SinkSpan, traceTree } from './trace-tree.ts';

const TRACE_SETTLES_MS = 2_500; // services export spans once a second
const question = process.argv.slice(2).join(' ') || 'What happens when the broker loses all its data?';

const mesh = await findMesh().catch(stopWith);
await using api = await openAnswersApi(API_PORT).catch(stopWith);
console.log(`\n${bold('Automatos Mesh')}, the main job in one go, on ${mesh.url}`);

step('Read the project’s own documentation into a collection');
const { passages, embedded } = await ingestDocs(mesh, (ready, of) => progress(`${ready} of ${of} passages`));
done(`${passages} passages are searchable, ${embedded} were embedded now, ${passages - embedded} had not changed`);

step('Store the token of an HTTP API as a credential');
const credential = await storeCredential(mesh, api);
done(`${credential.id} holds ${String(credential.masked)} and may be sent to ${api.host} alone`);

step('Publish a plugin and install it');
const plugin = await installPlugin(mesh);
done(`${plugin.name} ${plugin.version} is installed, lockfile revision ${plugin.revision}`);

step('Run a workflow that searches, writes, hands over and tells');
const workflow = await saveWorkflow(mesh);
done(`${workflow.id}, ${dim(workflow.digest)}`);
console.log(`  ${dim('?')} ${bold(question)}\n`);
const frames: Frame[] = [];
const began = Date.now();
const finished = await answerQuestion(mesh, workflow.id, question, api, (frame) => {
  frames.push(frame);
  console.log(liveLine(frame, began));
});
if (finished.status !== 'completed') {
  stopWith(
    new Error(
      `The workflow ${finished.status}: ${finished.error?.detail ?? finished.error?.title ?? 'no reason told'}`,
    ),
  );
}

step('The tasks over time');
for (const line of taskBars(frames)) console.log(line);

step('What the API received, with the token that the workflow never saw');
const [received] = api.received.slice(-1);
console.log(wrapped((received?.body as { answer?: string } | undefined)?.answer ?? '(nothing)', '  '));
console.log(`  ${dim(`Idempotency-Key ${received?.idempotencyKey ?? 'missing'}`)}`);

step('Who touched the credential');
await printAudit(mesh, credential.id);

step(`One trace from the HTTP request to the last task ${dim(finished.traceId)}`);
await printTrace(mesh, finished.traceId);
console.log();

function progress(text: string): void {
  if (process.stdout.isTTY) process.stdout.write(`\r  ${dim(text)}   \r`);
}

async function printAudit(of: Mesh, credentialId: string): Promise<void> {
  type Row = { seq: number; at: string; action: string; outcome: string; actor: { type: string; id: string } };
  const { body } = await ask<{ items: Row[] }>(of, 'GET', `/v1/audit?resource=${credentialId}&limit=5`);
  for (const { seq, at, action, outcome, actor } of body.items.toReversed()) {
    console.log(
      `  ${dim(`#${seq}`.padEnd(6))} ${dim(at)}  ${action.padEnd(20)} ${outcome.padEnd(8)} ${actor.type} ${dim(actor.id)}`,
    );
  }
}

async function printTrace({ tracesUrl }: Mesh, traceId: string): Promise<void> {
  if (!tracesUrl) return console.log(`  ${dim('This mesh sends its traces to your own collector; look there.')}`);
  await sleep(TRACE_SETTLES_MS);
  const response = await fetch(`${tracesUrl}/traces/${traceId}`);
  const { spans } = (await response.json()) as { spans: SinkSpan[] };
  for (const line of traceTree(spans)) console.log(line);
}

function stopWith(error: unknown): never {
  console.error(`\n${yellow(error instanceof Error ? error.message : String(error))}`);
  process.exit(1);
}
