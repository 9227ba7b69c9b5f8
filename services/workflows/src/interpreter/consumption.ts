import { isOfMesh } from '@mesh/contracts/cloud-events';
import type { Json } from '@mesh/jq/json';
import type { Bindings } from '../expression/evaluate.ts';
import { NOW } from '../expression/expression.ts';
import { textOf } from '../expression/text-of.ts';
import type { ConsumptionPlan, EventFilterPlan, EventsPlan } from '../plan/consumption-plan.ts';
import { catchFault } from '../workflow-fault.ts';
import { type Assigned, agree, assign, type Choice, type Keys } from './assign.ts';
import { type CloudEvent, dataOf, identityOf } from './cloud-event.ts';
import { canonicalKey, type KeyOf } from './correlation-key.ts';
import { heldKeys } from './held-keys.ts';

/** What filters look at besides the event, as it was when the listening began. */
export type Seen = Readonly<Record<string, Json>>;

/** How far a strategy has come. Plain data: it can be kept as JSON. */
export type Consumption = {
  readonly seen: Seen;
  /** Identities of the events that were taken: none is taken twice. */
  readonly taken: string[];
  /** Filters that have had their event, and those of `until`. Of `all` each event has one, in the order in which they came. */
  readonly fitted: number[];
  readonly fittedUntil: number[];
  /** What else the events of `all` might have had. */
  choices?: { readonly own: Assigned['choices']; readonly until: Assigned['choices'] };
  /** Its keys are canonical; those of what began before are as they were written. */
  readonly isCanonical?: true;
  /** A filter sees of data without a type that they are JSON. */
  readonly isTyped?: true;
  /** What the mesh tells of itself is for those filters alone that name its type. */
  readonly isApart?: true;
  /** What correlations are held to: what is expected, or what the first event had that they were found in. */
  readonly keys: Keys;
};

/** By default by the newest rules; tasks go by those of their turn. */
export function beginConsumption(
  plan: ConsumptionPlan,
  bindings: Bindings,
  { isCanonical = true, isHeld = true, isTyped = true, isApart = true } = {},
): Consumption {
  const filters = filtersOf(plan);
  const names = new Set(filters.flatMap(({ variables }) => variables));
  const seen = Object.fromEntries([...names].map((name) => [name, bindings(name)]));
  const compared = isCanonical ? { isCanonical } : {};
  const keys = isHeld ? heldKeys(filters, bindings, keying(compared)) : {};
  const looked = { ...compared, ...(isTyped && { isTyped }), ...(isApart && { isApart }) };
  return { seen, taken: [], fitted: [], fittedUntil: [], ...looked, keys };
}

/** All filters of a strategy, those of `until` last. Their places are their numbers. */
export function filtersOf({ filters, untilEvents }: ConsumptionPlan): readonly EventFilterPlan[] {
  return untilEvents ? [...filters, ...untilEvents.filters] : filters;
}

/** Takes an event in, once. `consumed` is for the task, `noted` only brings the end of its listening nearer. */
export function hear(
  plan: ConsumptionPlan,
  consumption: Consumption,
  event: CloudEvent,
  at: number,
): 'consumed' | 'noted' | 'ignored' {
  const identity = identityOf(event);
  if (consumption.taken.includes(identity)) return 'ignored';
  const { untilEvents } = plan;
  const { fitted, fittedUntil } = consumption;
  consumption.choices ??= { own: [], until: [] };
  const { own, until } = consumption.choices;
  const isNoted =
    untilEvents !== undefined && fit(untilEvents, { filters: fittedUntil, choices: until }, consumption, event, at);
  if (!isNoted && !fit(plan, { filters: fitted, choices: own }, consumption, event, at)) return 'ignored';
  consumption.taken.push(identity);
  return isNoted ? 'noted' : 'consumed';
}

/** Whether the events alone say that it is enough. A condition of `until` is for whoever listens to look at. */
export function isEnough(plan: ConsumptionPlan, { fitted, fittedUntil }: Consumption): boolean {
  if (plan.untilEvents) return isFitted(plan.untilEvents, fittedUntil);
  return plan.until === undefined && isFitted(plan, fitted);
}

function isFitted({ mode, filters }: EventsPlan, fitted: readonly number[]): boolean {
  return mode === 'all' ? fitted.length === filters.length : fitted.length > 0;
}

/** Notes the first filter that the event fits; of `all` each filter waits for one event. */
function fit(
  { mode, filters }: EventsPlan,
  assigned: Assigned,
  consumption: Consumption,
  event: CloudEvent,
  at: number,
): boolean {
  const { keys } = consumption;
  const choices = choicesOf(filters, consumption, event, at);
  if (mode === 'all') return assign(assigned, [...choices], keys);
  for (const choice of choices) {
    if (!agree(choice.keys, keys)) continue;
    Object.assign(keys, { ...choice.keys, ...keys });
    if (!assigned.filters.includes(choice.filter)) assigned.filters.push(choice.filter);
    return true;
  }
  return false;
}

/** The filters that an event is for. */
function* choicesOf(
  filters: readonly EventFilterPlan[],
  consumption: Consumption,
  event: CloudEvent,
  at: number,
): Iterable<Choice> {
  for (const [place, filter] of filters.entries())
    if (isFor(filter, event, consumption.seen, at, consumption))
      yield { filter: place, keys: keysOf(filter, consumption, event, at) };
}

/** Whether an event has the attributes and the expected correlations of a filter. What cannot be evaluated does not fit. */
export function isFor(
  filter: EventFilterPlan,
  event: CloudEvent,
  seen: Seen,
  at: number,
  rules: Pick<Consumption, 'isCanonical' | 'isTyped' | 'isApart'> = { isCanonical: true, isTyped: true, isApart: true },
): boolean {
  if (rules.isApart && !filter.namesType && isToldByMesh(event)) return false;
  const bindings = bindingsOf(seen, at);
  const keyOf = keying(rules);
  const fitsAll = () =>
    filter.attributes.every(({ name, fits }) => fits(attributeOf(event, name, rules.isTyped), bindings)) &&
    filter.correlations.every(({ from, expect }) => {
      const value = from(event, bindings);
      return value !== null && (!expect || keyOf(value) === keyOf(expect(event, bindings)));
    });
  return catchFault(fitsAll, () => false);
}

/** That executions begin and end, and what else goes on inside: nobody who waits for any event means these. */
function isToldByMesh({ type }: CloudEvent): boolean {
  return isOfMesh(type) || type.startsWith('io.serverlessworkflow.');
}

/** Of data that do not say of what type they are, the specification says that they are JSON. */
function attributeOf(event: CloudEvent, name: string, isTyped: true | undefined): Json {
  if (name === 'data') return dataOf(event);
  const implied = isTyped && name === 'datacontenttype' && event['data'] !== undefined ? 'application/json' : null;
  return event[name] ?? implied;
}

/** What the correlations find in an event, of the first filter that it is for; undefined where there are none. */
export function correlationKeys(
  { filters }: EventsPlan,
  consumption: Consumption,
  event: CloudEvent,
  at: number,
): Readonly<Record<string, Json>> | undefined {
  const correlated = filters.some(({ correlations }) => correlations.length > 0);
  const { seen } = consumption;
  const filter = correlated ? filters.find((one) => isFor(one, event, seen, at, consumption)) : undefined;
  const bindings = bindingsOf(seen, at);
  return filter && Object.fromEntries(filter.correlations.map(({ name, from }) => [name, from(event, bindings)]));
}

/** The correlations that the first event decides. */
function keysOf({ correlations }: EventFilterPlan, consumption: Consumption, event: CloudEvent, at: number): Keys {
  const bindings = bindingsOf(consumption.seen, at);
  const keyOf = keying(consumption);
  const open = correlations.filter(({ expect }) => !expect);
  return Object.fromEntries(open.map(({ name, from }) => [name, keyOf(from(event, bindings))]));
}

function keying({ isCanonical }: Pick<Consumption, 'isCanonical'>): KeyOf {
  return isCanonical ? canonicalKey : textOf;
}

function bindingsOf(seen: Seen, at: number): Bindings {
  return (name) => (name === NOW ? at : Object.hasOwn(seen, name) ? (seen[name] ?? null) : null);
}
