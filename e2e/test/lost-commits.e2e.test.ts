import { printedChance } from '@mesh/testing/chance';
import { expect, test } from 'vitest';
import { keyed } from './points/keyed.ts';
import { openPointedMesh } from './points/pointed-mesh.ts';
import { endings } from './work/endings.ts';
import { executionsOf } from './work/executions-of.ts';
import { named, saveWorkflow } from './work/save-workflow.ts';

/** A soak: MESH_LOST_COMMITS=500. */
const COMMITS = Number(process.env['MESH_LOST_COMMITS'] ?? 0);
const FIRES_WITHIN_MS = 10_000;
const PATIENCE = { timeout: 120_000, interval: 250 };
/** The commit of the execution, and the gateway's commits around it: of the idempotency key, and of the stored answer. */
const POINTS = [
  'workflows pg append after',
  'gateway pg commit insert kept_answer set after',
  'gateway pg commit update kept_answer after',
];

const document = `
document: ${named('lost-commits')}
do:
  - kept: {set: {n: '\${ .n }'}}
`;
type Shown = { id: string; status: string; output?: unknown };

test.skipIf(COMMITS === 0)(
  `where the answers to ${COMMITS} commits are lost, clients that ask again begin as many executions`,
  { timeout: 300_000 + COMMITS * 30_000, retry: 0 },
  async () => {
    await using pointed = await openPointedMesh(1);
    const { points } = pointed;
    const mesh = await pointed.findMesh();
    const chance = printedChance();
    const workflow = await saveWorkflow(mesh, document);
    const begun: string[] = [];
    const unmet: string[] = [];
    for (let n = 0; n < COMMITS; n++) {
      const point = POINTS[chance(POINTS.length)] ?? '';
      points.arm({ point, mode: 'cut', at: 1 });
      const { id } = await keyed<Shown>(mesh, 'POST', `/v1/workflows/${workflow}/executions`, { input: { n } });
      if (!(await points.fired(point, FIRES_WITHIN_MS))) unmet.push(point);
      points.release(point);
      begun.push(id);
    }
    expect(unmet).toEqual([]);
    expect((await executionsOf(mesh, workflow)).sort()).toEqual(begun.toSorted());
    const shown = (id: string) => keyed<Shown>(mesh, 'GET', `/v1/executions/${id}`);
    for (const [n, id] of begun.entries()) {
      await expect.poll(async () => endings.has((await shown(id)).status), PATIENCE).toBe(true);
      expect(await shown(id)).toMatchObject({ status: 'completed', output: { n } });
    }
  },
);
