import { escaped } from '@mesh/contracts/json-pointer';
import type { Fault } from '@mesh/contracts/mesh-error';
import { isExpression } from '../../expression/expression-text.ts';
import { cronOf } from '../cron-of.ts';
import type { Use, WorkflowDocument } from '../document.ts';
import { semver } from '../semver.ts';
import type { TaskAt } from './tasks.ts';

/** Any start will do: a cron without an instant after it never fires. */
const LONG_AGO = new Date(Date.UTC(2000, 0, 1));

/** Checks rules of the DSL beyond shapes and names. */
export function* checkRules({ schedule, use }: WorkflowDocument, tasks: readonly TaskAt[]): Generator<Fault> {
  if (schedule?.cron !== undefined) yield* cron(schedule.cron);
  yield* extensions(use?.extensions ?? []);
  for (const { task, pointer } of tasks) {
    if ('switch' in task) {
      const defaults = task.switch.flatMap(Object.values).filter(({ when }) => when === undefined);
      if (defaults.length > 1) {
        yield { pointer: `${pointer}/switch`, message: 'expected one case without `when` at most' };
      }
    }
    if ('call' in task && task.call === 'a2a') {
      const { agentCard, server } = (task.with ?? {}) as { agentCard?: unknown; server?: unknown };
      if (agentCard === undefined && server === undefined) {
        yield { pointer: `${pointer}/with`, message: 'expected one of agentCard, server' };
      }
    }
    if ('run' in task && 'workflow' in task.run) {
      const { version } = task.run.workflow;
      if (version !== 'latest' && !semver.test(version) && !isExpression(version)) {
        yield { pointer: `${pointer}/run/workflow/version`, message: 'expected a semantic version or latest' };
      }
    }
  }
}

/** Tasks of an extension are told from others by the extension's name. */
function* extensions(list: NonNullable<Use['extensions']>): Generator<Fault> {
  const names = list.flatMap(Object.keys);
  for (const [at, name] of names.entries()) {
    const pointer = `/use/extensions/${at}/${escaped(name)}`;
    if (names.indexOf(name) < at) yield { pointer, message: `another extension is called ${name}` };
  }
}

function* cron(expression: string): Generator<Fault> {
  try {
    const comes = cronOf(expression).nextRun(LONG_AGO) !== null;
    if (!comes) yield { pointer: '/schedule/cron', message: 'expected a cron expression of a time that comes' };
  } catch (error) {
    const detail = error instanceof Error ? error.message.replace(/^CronPattern: (?:mode .* parts, but )?/, '') : '';
    const message = `expected a cron expression of five fields, from the minute to the day of the week (${detail})`;
    yield { pointer: '/schedule/cron', message };
  }
}
