import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { findMesh } from '../src/mesh.ts';

const run = promisify(execFile);

/** The shell lines that the README marks as tested under this name. */
async function snippet(name: string): Promise<string> {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  const [, lines] = new RegExp(`<!-- tested: ${name} -->\\n\`\`\`sh\\n([\\s\\S]*?)\\n\`\`\``).exec(readme) ?? [];
  if (!lines) throw new Error(`The README marks no snippet ${name}.`);
  return lines;
}

test('the first workflow of the README does what the README says', async () => {
  const { url, apiKey } = await findMesh();
  const folder = await mkdtemp(join(tmpdir(), 'readme-'));
  try {
    await mkdir(join(folder, '.mesh'));
    await writeFile(join(folder, '.mesh', 'local.json'), JSON.stringify({ url, apiKey }));
    const { stdout } = await run('sh', ['-e', '-c', await snippet('first-workflow')], { cwd: folder });
    const [saved = '', ended = '', ...rest] = stdout.split('\n');
    expect(JSON.parse(saved)).toMatchObject({ namespace: 'examples', name: 'hello', version: '1.0.0' });
    expect(JSON.parse(ended)).toMatchObject({ status: 'completed', output: { greeting: 'Hello, mesh!' } });
    expect([rest, await readdir(folder)]).toEqual([[''], ['.mesh']]); // both answers end in a line break, and no file is left
  } finally {
    await rm(folder, { recursive: true });
  }
});
