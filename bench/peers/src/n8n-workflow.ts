export const WEBHOOK = 'five-tasks';
export const INPUT = '{"n":0}';
const STEPS = [1, 2, 3, 4, 5];
const FIRST = 'Webhook';

/**
 * A workflow in n8n's import format: a webhook that answers with the result of the last of five nodes, each of which adds to a
 * number.
 */
export const fiveNodes = {
  id: 'fiveTasks0000000',
  name: WEBHOOK,
  active: false,
  settings: { executionOrder: 'v1', saveExecutionProgress: true, saveDataSuccessExecution: 'all' },
  nodes: [
    {
      id: 'webhook',
      name: FIRST,
      type: 'n8n-nodes-base.webhook',
      typeVersion: 2,
      position: [0, 0],
      webhookId: WEBHOOK,
      parameters: { httpMethod: 'POST', path: WEBHOOK, responseMode: 'lastNode', options: {} },
    },
    ...STEPS.map((step) => ({
      id: `step${step}`,
      name: `step${step}`,
      type: 'n8n-nodes-base.set',
      typeVersion: 3.4,
      position: [step * 200, 0],
      parameters: {
        assignments: { assignments: [{ id: 'n', name: 'n', type: 'number', value: added(step) }] },
        options: {},
      },
    })),
  ],
  connections: Object.fromEntries(
    STEPS.map((step) => [
      step === 1 ? FIRST : `step${step - 1}`,
      { main: [[{ node: `step${step}`, type: 'main', index: 0 }]] },
    ]),
  ),
};

function added(step: number): string {
  return step === 1 ? '={{ $json.body.n + 1 }}' : `={{ $json.n + ${step} }}`;
}
