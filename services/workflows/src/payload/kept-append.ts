import type { Append, JournalRow, NewExecution, Standing } from '../journal/append.ts';
import type { Kept, KeptHappening, Reference, StoredEntry } from './reference.ts';
import { isLong } from './size.ts';
import { Texts } from './texts.ts';

/** Stores a value, given as JSON text. */
type Keep = (text: string) => Promise<Reference>;

const LONGEST_TYPE = 1_000;

/** Whether an append has values too large for rows. Input and output of an execution are in its journal as well. */
export function isLarge({ rows }: Append): boolean {
  return rows.some(({ happening, entries }) => isLong(happening) || isLong(entries));
}

/** The append with references in place of large values, whose texts it no longer holds while it waits to be written. */
export async function keptAppend({ texts = new Texts(), ...append }: Append, keep: Keep): Promise<Append> {
  const [rows, create, standing] = await Promise.all([
    Promise.all(append.rows.map((row) => keptRow(row, keep, texts))),
    append.create && keptCreate(append.create, keep),
    append.standing && keptEnd(append.standing, keep),
  ]);
  return { ...append, rows, create, standing };
}

async function keptRow(row: JournalRow, keep: Keep, texts: Texts): Promise<JournalRow> {
  const { happening, entries } = row.raw;
  const apart = isLong(row.happening) ? await keptApart(happening, keep, texts) : undefined;
  const written: KeptHappening | undefined = apart && { kind: 'kept', ...apart };
  const kept = isLong(row.entries)
    ? await Promise.all(entries.map((entry) => keptEntry(entry, keep, texts)))
    : undefined;
  return {
    ...row,
    ...(written && { happening: JSON.stringify(written) }),
    ...(kept && { entries: JSON.stringify(kept) }),
  };
}

async function keptEntry(entry: StoredEntry, keep: Keep, texts: Texts): Promise<StoredEntry> {
  const apart = await keptApart(entry.data, keep, texts);
  return apart ? { ...entry, data: apart.rest as StoredEntry['data'], kept: apart.kept } : entry;
}

async function keptCreate(create: NewExecution, keep: Keep): Promise<NewExecution> {
  if (!isLong(create.input)) return create;
  return { ...create, input: 'null', inputRef: JSON.stringify(await keep(create.input)) };
}

/** The row of a large error still has its type. */
async function keptEnd(standing: Standing, keep: Keep): Promise<Standing> {
  const { output, error } = standing;
  if (output !== undefined && isLong(output))
    return { ...standing, output: undefined, endRef: JSON.stringify(await keep(output)) };
  if (error === undefined || !isLong(error)) return standing;
  const { type, status } = JSON.parse(error) as { type: string; status: number };
  const brief = JSON.stringify({ type: type.slice(0, LONGEST_TYPE), status });
  return { ...standing, error: brief, endRef: JSON.stringify(await keep(error)) };
}

/** Stores the large members; undefined if there are none. */
async function keptApart(
  members: object,
  keep: Keep,
  texts: Texts,
): Promise<{ rest: Record<string, unknown>; kept: Kept } | undefined> {
  const rest: Record<string, unknown> = {};
  const large: Promise<readonly [string, Reference]>[] = [];
  for (const [name, value] of Object.entries(members)) {
    const text = value === undefined ? undefined : texts.of(value);
    if (text !== undefined && isLong(text)) large.push(keep(text).then((reference) => [name, reference]));
    else rest[name] = value;
  }
  return large.length > 0 ? { rest, kept: Object.fromEntries(await Promise.all(large)) } : undefined;
}
