import type { Mutation } from './mutation.ts';

const workflows = (name: string) => `services/workflows/test/${name}.infra.test.ts`;
const outbox = (name: string) => `libs/outbox/test/${name}.infra.test.ts`;
const FENCE = 'with fence as materialized (select 1 from worker where id = $1 for key share),';
/** For what a feed already has, in either table. */
const IS_THERE = 'where f.workspace_id = t.workspace_id';

/** Lines that a promise of `docs/guarantees.md` depends on, each removed by a mutation. */
export const safetyLines: readonly Mutation[] = [
  {
    without: 'the fence of what moves executions, or tells',
    edits: [
      {
        file: 'services/workflows/src/journal/telling-sql.ts',
        find: '(select 1 from worker where id = $1 and not exists (select from unheard) for key share)',
        replace: '(select 1 where $1::text is not null and not exists (select from unheard))',
      },
    ],
    project: 'infra',
    tests: [workflows('worker/worker')],
  },
  {
    without: 'the fence of what adds to histories alone',
    edits: [
      {
        file: 'services/workflows/src/journal/history-sql.ts',
        find: FENCE,
        replace: 'with fence as materialized (select 1 where $1::text is not null),',
      },
    ],
    project: 'infra',
    tests: [workflows('worker/worker')],
  },
  {
    without: 'the owner, where a process moves an execution',
    edits: [
      {
        file: 'services/workflows/src/journal/append-sql.ts',
        find: 'and e.id = m.id and e.worker is not distinct from $1)',
        replace: 'and e.id = m.id)',
      },
    ],
    project: 'infra',
    tests: [workflows('journal/journal')],
  },
  {
    without: 'the owner, where a process hands an execution back',
    edits: [
      {
        file: 'services/workflows/src/recovery/hand-back-store.ts',
        find: 'where id = ${executionId} and worker = ${worker}`',
        replace: 'where id = ${executionId} and ${worker}::text is not null`',
      },
    ],
    project: 'infra',
    tests: [workflows('journal/journal')],
  },
  {
    without: 'the lock of who claims what is due',
    edits: [
      {
        file: 'services/workflows/src/recovery/claim-store.ts',
        find: 'order by wake_at limit ${most} for update skip locked)',
        replace: 'order by wake_at limit ${most})',
      },
    ],
    project: 'infra',
    tests: [workflows('worker/worker')],
  },
  {
    without: 'the passing over of what a history has already',
    edits: [
      {
        file: 'services/workflows/src/journal/history-sql.ts',
        find: "'on conflict (execution_id, seq) do nothing returning execution_id'",
        replace: "'returning execution_id'",
      },
    ],
    project: 'infra',
    tests: [workflows('journal/journal')],
  },
  {
    without: 'the look whether an event was told with its entries before',
    edits: [
      {
        file: 'services/workflows/src/journal/telling-sql.ts',
        find: "const isWritten = '(t.execution_id in (select execution_id from written)) is true'",
        replace: "const isWritten = 'true'",
      },
    ],
    project: 'infra',
    tests: [workflows('journal/journal')],
  },
  {
    without: 'the look whether all of a bundle is new',
    edits: [
      {
        file: 'services/workflows/src/journal/telling-sql.ts',
        find: 'case when t.are_new then b.id end',
        replace: 'b.id',
      },
    ],
    project: 'infra',
    tests: [workflows('journal/journal-writer')],
  },
  {
    without: 'the look whether somebody listens to what comes packed',
    edits: [
      {
        file: 'services/workflows/src/journal/telling-sql.ts',
        find: ' and not exists (select from unheard)',
        replace: '',
      },
      {
        file: 'services/workflows/src/journal/append-sql.ts',
        find: 'array(select workspace_id from unheard) as unheard',
        replace: "'{}'::text[] as unheard",
      },
    ],
    project: 'infra',
    tests: [workflows('journal/journal-writer')],
  },
  {
    without: 'the commit before an effect',
    edits: [
      {
        file: 'services/workflows/src/engine/engine.ts',
        find: `      const outcome = await appendTaken(this.#needs, loaded, taken, false);
      if (this.#loaded.get(loaded.about.id) !== loaded) return; // dropped meanwhile
      if (outcome !== 'done') return this.#failed(loaded, outcome);
      this.#act(loaded, taken);
`,
        replace: `      this.#act(loaded, taken);
      const outcome = await appendTaken(this.#needs, loaded, taken, false);
      if (this.#loaded.get(loaded.about.id) !== loaded) return; // dropped meanwhile
      if (outcome !== 'done') return this.#failed(loaded, outcome);
`,
      },
    ],
    project: 'infra',
    tests: [workflows('worker/worker')],
  },
  {
    without: 'the database’s clock',
    edits: [
      {
        file: 'services/workflows/src/db/database-clock.ts',
        find: 'this.#offset = told - (sentAt + performance.now()) / 2;',
        replace: 'void (told - sentAt);',
      },
    ],
    project: 'infra',
    tests: [workflows('worker/wrong-clock')],
  },
  {
    without: 'the row of each instant of a schedule',
    edits: [
      {
        file: 'services/workflows/src/schedule/tick-store.ts',
        find: 'return noted.numInsertedOrUpdatedRows === 1n;',
        replace: 'return noted !== undefined;',
      },
    ],
    project: 'infra',
    tests: [workflows('schedule/schedules')],
  },
  {
    without: 'the inbox of consumers',
    edits: [
      {
        file: 'libs/outbox/src/handle/do-fact.ts',
        find: 'if (noted.numInsertedOrUpdatedRows === 0n) return false;',
        replace: 'if (noted === undefined) return false;',
      },
    ],
    project: 'infra',
    tests: [outbox('consume')],
  },
  {
    without: 'the commit before an event is acknowledged',
    edits: [
      {
        file: 'libs/outbox/src/handle/handle-message.ts',
        find: `    const done = await doOnce({ db, consumer: name, handler: read.handler, fact: read.fact });
    message.ack();
`,
        replace: `    message.ack();
    const done = await doOnce({ db, consumer: name, handler: read.handler, fact: read.fact });
`,
      },
    ],
    project: 'infra',
    tests: [outbox('consume')],
  },
  {
    without: 'the commit before events in order are acknowledged',
    edits: [
      {
        file: 'libs/outbox/src/consume-in-order.ts',
        find: 'if (heard.length > 0) await needs.handle(heard);',
        replace: 'if (heard.length > 0) void needs.handle(heard).catch(() => {});',
      },
    ],
    project: 'infra',
    tests: [outbox('consume-in-order')],
  },
  {
    without: 'the look whether a bundle is in the feed already',
    edits: [
      {
        file: 'gateway/src/feed/append-sql.ts',
        find: IS_THERE,
        replace: `${IS_THERE} and f.tableoid <> 'feed_bundle'::regclass`,
      },
    ],
    project: 'infra',
    tests: ['gateway/test/feed.infra.test.ts'],
  },
  {
    without: 'the transaction of what an event tells',
    edits: [
      {
        file: 'services/workflows/src/event/publish-events.ts',
        find: 'await record(trx, eventReceived, { ...fact, attributes: besides(event) });',
        replace:
          'await db.inWorkspace(workspaceId, (own) => record(own, eventReceived, { ...fact, attributes: besides(event) }));',
      },
    ],
    project: 'infra',
    tests: [workflows('event/events')],
  },
  {
    without: 'the lock of who publishes against who looks at the broker',
    edits: [
      {
        file: 'libs/outbox/src/publish/publish-batch.ts',
        find: '; lock table broker_mark in row share mode',
        replace: '',
      },
    ],
    project: 'infra',
    tests: [outbox('reconcile')],
  },
  {
    without: 'the row of each idempotency key',
    edits: [
      {
        file: 'gateway/src/http/idempotency/kept-answer-store.ts',
        find: `    where known.asked_at < now() - interval \${KEPT}
      or (known.status is null and known.held_until < now() and known.fingerprint = excluded.fingerprint)
`,
        replace: '',
      },
    ],
    project: 'infra',
    tests: ['gateway/test/idempotency.infra.test.ts'],
  },
  {
    without: 'the fingerprint of what was asked under a key',
    edits: [
      {
        file: 'gateway/src/http/idempotency/kept-answers.ts',
        find: 'if (row && !row.fingerprint.equals(keyed.fingerprint))',
        replace: 'if (row === undefined)',
      },
    ],
    project: 'infra',
    tests: ['gateway/test/idempotency.infra.test.ts'],
  },
  {
    without: 'the look whether a feed holds an event',
    edits: [
      {
        file: 'gateway/src/feed/append-sql.ts',
        find: IS_THERE,
        replace: `${IS_THERE} and f.tableoid <> 'feed'::regclass`,
      },
    ],
    project: 'infra',
    tests: ['gateway/test/feed.infra.test.ts'],
  },
  {
    without: 'the workspace of a transaction',
    edits: [
      {
        file: 'libs/database/src/open.ts',
        find: "transaction({ role: APP_ROLE, 'app.workspace_id'",
        replace: "transaction({ role: SYSTEM_ROLE, 'app.workspace_id'",
      },
    ],
    project: 'infra',
    tests: ['libs/database/test/database.infra.test.ts'],
  },
  {
    without: 'the place of an envelope in what authenticates it',
    edits: [
      { file: 'services/credentials/src/crypto/aead.ts', find: '  cipher.setAAD(additional);\n', replace: '' },
      { file: 'services/credentials/src/crypto/aead.ts', find: '  decipher.setAAD(additional);\n', replace: '' },
    ],
    project: 'unit',
    tests: ['services/credentials/test/swaps.test.ts'],
  },
  {
    without: 'the refusal of a rotation that another has outrun',
    edits: [
      {
        file: 'services/credentials/src/rotation/start-key-rotation.ts',
        find: 'for (const key of made) if (!(await activateKey(trx, workspaceId, key))) throw outrun();',
        replace: 'for (const key of made) await activateKey(trx, workspaceId, key);',
      },
    ],
    project: 'infra',
    tests: ['services/credentials/test/data-keys.infra.test.ts'],
  },
  {
    without: 'the wait for who begins the same execution just now',
    edits: [
      {
        file: 'services/workflows/src/engine/engine.ts',
        find: '    if (twin) return twin.then(() => undefined);\n',
        replace: '',
      },
    ],
    project: 'unit',
    tests: ['services/workflows/test/engine/twins.test.ts'],
  },
  {
    without: 'the audit before an answer',
    edits: [
      {
        file: 'services/credentials/src/audit/audited.ts',
        find: "        await append(keys.audit, [entryFor(context, act, 'allowed')]);\n",
        replace: "        void append(keys.audit, [entryFor(context, act, 'allowed')]).catch(() => {});\n",
      },
    ],
    project: 'infra',
    tests: ['services/credentials/test/audit-faults.infra.test.ts'],
  },
];
