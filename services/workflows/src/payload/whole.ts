import type { ExecutionRow } from '../execution/execution-store.ts';
import type { Happening } from '../interpreter/happening.ts';
import type { Reading } from './payloads.ts';
import { readOnce } from './read-once.ts';
import type { Kept, KeptHappening, PayloadOwner, Reference, StoredEntry, StoredHappening } from './reference.ts';

export function isKept(stored: StoredHappening): stored is KeptHappening {
  return stored.kind === 'kept';
}

/** A happening with its large values. */
export async function wholeHappening(
  payloads: Reading,
  owner: PayloadOwner,
  stored: StoredHappening,
): Promise<Happening> {
  if (!isKept(stored)) return stored;
  return { ...stored.rest, ...(await wholeMembers(payloads, owner, stored.kept)) } as Happening;
}

/** An entry with all of its data; further fields are passed through. */
export async function wholeEntry<E extends StoredEntry>(
  payloads: Reading,
  owner: PayloadOwner,
  { kept, ...entry }: E,
): Promise<Omit<E, 'kept'>> {
  if (!kept) return entry;
  return { ...entry, data: { ...entry.data, ...(await wholeMembers(payloads, owner, kept)) } };
}

/** The input with which an execution begins. */
export async function wholeInput<T extends { readonly input: unknown; readonly inputRef: unknown }>(
  payloads: Reading,
  owner: PayloadOwner,
  { input, inputRef }: T,
): Promise<T['input']> {
  return inputRef === null ? input : payloads.value(owner, inputRef as Reference);
}

/** A row with its large output or error. */
export async function wholeEnd(payloads: Reading, workspaceId: string, row: ExecutionRow): Promise<ExecutionRow> {
  if (row.endRef === null) return row;
  const end = await payloads.value({ workspaceId, executionId: row.id }, row.endRef as Reference);
  return { ...row, [row.status === 'completed' ? 'output' : 'error']: end, endRef: null };
}

/** A row with all of its large values. */
export async function wholeRow(payloads: Reading, workspaceId: string, row: ExecutionRow): Promise<ExecutionRow> {
  if (row.inputRef === null && row.endRef === null) return row;
  const reading = readOnce(payloads);
  const [input, ended] = await Promise.all([
    wholeInput(reading, { workspaceId, executionId: row.id }, row),
    wholeEnd(reading, workspaceId, row),
  ]);
  return { ...ended, input, inputRef: null };
}

async function wholeMembers(payloads: Reading, owner: PayloadOwner, kept: Kept): Promise<Record<string, unknown>> {
  const members = Object.entries(kept).map(async ([name, reference]) => [name, await payloads.value(owner, reference)]);
  return Object.fromEntries(await Promise.all(members));
}
