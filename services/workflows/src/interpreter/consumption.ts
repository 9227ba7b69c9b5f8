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

/** Variables that filters use, as they were when listening began. */
export type Seen = Readonly<Record<string, Json>>;

/** Progress of a strategy. Plain data that can be stored as JSON. */
export type Consumption = {
  readonly seen: Seen;
  /** Identities of the events that were taken; none is taken twice. */
  readonly taken: string[];
  /** Filters that have got their event, and those of `until`. With `all`, one per event, in order of arrival. */
  readonly fitted: number[];
  readonly fittedUntil: number[];
  /** Alternative filters of the events of `all`. */
  choices?: { readonly own: Assigned['choices']; readonly until: Assigned['choices'] };
  /** Keys are canonical; consumptions that began under older rules have them as they were written. */
  readonly isCanonical?: true;
  /** Data without a content type count as JSON for filters. */
  readonly isTyped?: true;
  /** Events of the mesh match only filters that name their type. */
  readonly isApart?: true;
  /** Required correlation keys: the expected ones, or those of the first event in which they were found. */
  readonly keys: Keys;
};

/** By default under the newest rules; tasks pass those of their turn. */
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

/** All filters of a strategy, those of `until` last, numbered by their position. */
export function filtersOf({ filters, untilEvents }: ConsumptionPlan): readonly EventFilterPlan[] {
  return untilEvents ? [...filters, ...untilEvents.filters] : filters;
}

/** Takes an event in, once. `consumed` events are for the task, `noted` ones only bring the end of its listening nearer. */
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

/** Whether enough events have come. A condition in `until` is for the caller to check. */
export function isEnough(plan: ConsumptionPlan, { fitted, fittedUntil }: Consumption): boolean {
  if (plan.untilEvents) return isFitted(plan.untilEvents, fittedUntil);
  return plan.until === undefined && isFitted(plan, fitted);
}

function isFitted({ mode, filters }: EventsPlan, fitted: readonly number[]): boolean {
  return mode === 'all' ? fitted.length === filters.length : fitted.length > 0;
}

/** Assigns the event to the first filter that it fits; with `all` each filter waits for one event. */
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

/** The filters that an event matches. */
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

/** Whether an event has a filter's attributes and expected correlations. What cannot be evaluated does not match. */
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

/** Lifecycle events of the mesh: whoever waits for any event does not mean these. */
function isToldByMesh({ type }: CloudEvent): boolean {
  return isOfMesh(type) || type.startsWith('io.serverlessworkflow.');
}

/** CloudEvents: data without a content type are JSON. */
function attributeOf(event: CloudEvent, name: string, isTyped: true | undefined): Json {
  if (name === 'data') return dataOf(event);
  const implied = isTyped && name === 'datacontenttype' && event['data'] !== undefined ? 'application/json' : null;
  return event[name] ?? implied;
}

/** The correlation keys of an event under the first filter that it matches; undefined if there are none. */
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

/** Correlations whose key the first event decides. */
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
