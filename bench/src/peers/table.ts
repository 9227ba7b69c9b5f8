import { percentile } from '../percentile.ts';
import { type Measured, total } from './measure.ts';

const SHOWN_MS = 0.05;
const HEAD = [
  '',
  'workflows/s',
  'x DBOS',
  'p50 ms',
  'p99 ms',
  'alone p50',
  'alone p99',
  'CPU ms',
  'others',
  'of which',
];

export const rateOf = ({ busy }: Measured): number => busy.took.length / busy.seconds;

/** The median round, by rate; of an even number the slower of the two in the middle. */
export const middleOf = (rounds: readonly Measured[]): Measured | undefined =>
  rounds.toSorted((a, b) => rateOf(a) - rateOf(b))[Math.ceil(rounds.length / 2) - 1];

/** The results as a Markdown table, with rates relative to `baseline` if that is known. */
export function tableOf(results: ReadonlyMap<string, Measured>, baseline: number): string {
  const rows = [HEAD, ...[...results].map(([name, measured]) => rowOf(name, measured, baseline))];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const isText = (column: number) => column === 0 || column === HEAD.length - 1;
  const cell = (text: string, column: number) =>
    isText(column) ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0);
  const rule = widths.map((width, column) => (isText(column) ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  const [head = [], ...body] = rows.map((row) => row.map(cell));
  return [head, rule, ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function rowOf(name: string, measured: Measured, baseline: number): string[] {
  const { busy, alone, cpu } = measured;
  const each = (seconds: number) => (seconds * 1_000) / busy.took.length;
  const programs = [...cpu].sort(([, a], [, b]) => b - a).filter(([, seconds]) => each(seconds) > SHOWN_MS);
  const times = [busy, alone].flatMap(({ took }) => [percentile(took, 0.5), percentile(took, 0.99)]);
  return [
    name,
    rateOf(measured).toFixed(0),
    Number.isNaN(baseline) ? '' : (rateOf(measured) / baseline).toFixed(1),
    ...times.map((ms) => ms.toFixed(1)),
    each(total(cpu)).toFixed(2),
    measured.othersCores.toFixed(2),
    programs.map(([program, seconds]) => `${program} ${each(seconds).toFixed(2)}`).join(', '),
  ];
}
