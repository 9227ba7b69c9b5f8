import { randomUUID } from 'node:crypto';
import { createWorkflow } from '@mesh/contracts/workflows';
import type { Command } from '../command.ts';
import { GOOD } from '../exit-codes.ts';
import { onlyWord } from '../only-word.ts';
import { textOfFile } from '../text-of-file.ts';

export const workflowsSave: Command = {
  name: 'workflows save',
  usage: 'FILE',
  summary: createWorkflow.summary,
  options: {},
  mostWords: 1,
  async run(asked) {
    const { mesh, signal, say, complain } = asked;
    const file = onlyWord(asked, 'FILE');
    const contentType = file.endsWith('.json') ? 'application/json' : 'application/yaml';
    const body = { contentType, text: await textOfFile(file) } as const;
    const saved = await mesh.workflows.createWorkflow({ body }, { signal, idempotencyKey: randomUUID() });
    const { id, namespace, name, version, created, warnings } = saved;
    say(`${id}  ${namespace}/${name} ${version}  ${created ? 'saved' : 'was saved before'}`);
    for (const { pointer, message } of warnings) complain(`${pointer}: ${message}`);
    return GOOD;
  },
};
