import { compile } from '@mesh/jq/compile';
import type { Json } from '@mesh/jq/json';
import { compile as compileByJqjs } from '@michaelhomer/jqjs';
import { report } from './report.ts';

const items: Json[] = Array.from({ length: 10 }, (_, id) => ({ id, price: id * 10 }));
const order: Json = { order: { id: 7, name: 'seven', items }, a: { b: 1 } };
const object = `{
  id: .order.id,
  name: "Hello \\(.order.name)",
  total: (.order.items | map(.price) | add),
  many: (.order.items | length),
  open: [.order.items[] | select(.price > 40)]
}`;

const limits = { operations: 1e6, milliseconds: 1_000, bytes: 1e8, outputs: 1_000, outputBytes: 1e7, now: 0 };

/** Microseconds per call, after warming up. */
function microseconds(call: () => unknown): number {
  for (let warm = 0; warm < 20_000; warm += 1) call();
  const calls = 50_000;
  const began = performance.now();
  for (let done = 0; done < calls; done += 1) call();
  return ((performance.now() - began) * 1_000) / calls;
}

function ours(source: string): number {
  const program = compile(source);
  return microseconds(() => program.run(order, {}, limits));
}

function theirs(source: string): number {
  const program = compileByJqjs(source);
  return microseconds(() => [...program(order)]);
}

report('Expressions: one call of a compiled program', [
  { what: '.a.b + 1', measured: ours('.a.b + 1'), unit: 'µs', atMost: 2 },
  { what: '.a.b + 1, by jqjs', measured: theirs('.a.b + 1'), unit: 'µs' },
  { what: 'five fields, a filter over ten items', measured: ours(object), unit: 'µs', atMost: 10 },
  { what: 'five fields, by jqjs', measured: theirs(object), unit: 'µs' },
  { what: 'compiling the five fields', measured: microseconds(() => compile(object)), unit: 'µs' },
]);
