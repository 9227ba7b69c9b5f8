import { listWorkflows } from '@mesh/contracts/workflows';
import { listCommand } from '../list-command.ts';

export const workflowsList = listCommand({
  name: 'workflows list',
  operation: listWorkflows,
  ask: (mesh, query, options) => mesh.workflows.listWorkflows({ query }, options),
  line: ({ id, namespace, name, version, createdAt }) => `${id}  ${namespace}/${name} ${version}  ${createdAt}`,
});
