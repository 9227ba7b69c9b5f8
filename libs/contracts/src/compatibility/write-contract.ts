import { readFile, writeFile } from 'node:fs/promises';
import { events } from '../events.ts';
import { operations } from '../operations.ts';
import { breakingChanges } from './breaking-changes.ts';
import { type Contract, contractOf } from './contract.ts';

/** Writes `contract.json`, unless that would break the contract of the same version. */
const file = new URL('../../contract.json', import.meta.url);
const now = contractOf(operations, events);
const before = JSON.parse(await readFile(file, 'utf8').catch(() => JSON.stringify(now))) as Contract;
const faults = now.version > before.version ? [] : breakingChanges(before, now);
if (faults.length > 0) {
  console.error(`${faults.join('\n')}\nKeep what was promised and add beside it, or raise CONTRACT_VERSION.`);
  process.exitCode = 1;
} else await writeFile(file, `${JSON.stringify(now, null, 2)}\n`);
