import type { Command } from '../command.ts';
import { FOUND_BROKEN, GOOD } from '../exit-codes.ts';

const LONGEST_MS = 300_000;

export const auditVerify: Command = {
  name: 'audit verify',
  usage: '',
  summary: 'Check that no audit row was changed, added, moved or taken away.',
  options: {},
  mostWords: 0,
  async run({ mesh, signal, say }) {
    const told = await mesh.credentials.verifyAudit({}, { signal, timeoutMs: LONGEST_MS });
    const { valid, checked, firstBroken, checkpoint } = told;
    const against = checkpoint ? `, compared with the checkpoint at row ${checkpoint.seq} (${checkpoint.from})` : '';
    say(`${checked} rows checked${against}: ${valid ? 'whole' : `BROKEN at row ${firstBroken}`}`);
    return valid ? GOOD : FOUND_BROKEN;
  },
};
