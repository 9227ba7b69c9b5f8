import type { NewEntry } from '../src/audit/in-audited-transaction.ts';
import { inAuditedTransaction } from '../src/audit/in-audited-transaction.ts';
import type { Room } from './room.ts';

const TOGETHER = 2_000;

/** Adds so many rows to the chain of a workspace, as decisions do in groups. */
export async function addRows({ needs: { db, keys } }: Room, workspaceId: string, count: number): Promise<void> {
  const { audit } = await keys.of(workspaceId);
  for (let done = 0; done < count; done += TOGETHER) {
    const entries = Array.from({ length: Math.min(TOGETHER, count - done) }, (_, place) => entry(done + place));
    await inAuditedTransaction(db, workspaceId, (_, append) => append(audit, entries));
  }
}

const entry = (place: number): NewEntry => ({
  actor: { id: `key_${place % 7}`, type: 'api-key' },
  action: ['credential.reveal', 'credential.use', 'credential.read'][place % 3] as string,
  resource: { type: 'credential', id: `cred_${place % 5}` },
  outcome: place % 11 === 0 ? 'denied' : 'allowed',
  requestId: `req-${place}`,
  details: { host: 'api.example.com', method: 'GET', version: place % 4 },
});
