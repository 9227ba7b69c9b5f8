import type { MeshError } from '@mesh/contracts/mesh-error';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { readPackage } from '../src/package/read-package.ts';
import { craftZip } from './craft-zip.ts';
import { hostileArchives } from './hostile-archives.ts';
import { FORMAT, filesOf, manifestOf, packageOf } from './packages.ts';

describe('a hostile archive is refused with its reason', () => {
  test.each(hostileArchives)('that %s: %s', async (_title, reason, bytes) => {
    const refusal = (await readPackage(bytes()).then(
      () => new Error('it was taken'),
      (error: unknown) => error,
    )) as MeshError;
    expect(refusal).toMatchObject({ code: 'plugin-invalid', extra: { reason } });
    expect(refusal.errors?.[0]).toMatchObject({ reason, pointer: expect.any(String), message: expect.any(String) });
    expect(JSON.stringify(refusal.toShape())).not.toMatch(/node_modules|\\u0000|at .*\.ts/);
  });
});

describe('a good package', () => {
  test('is read whole: its manifest, and each file with its size and digest', async () => {
    const { manifest, files } = await readPackage(packageOf());
    expect(manifest).toMatchObject({
      name: 'shouting',
      tags: [],
      permissions: { network: [], credentials: [], events: [] },
      functions: [{ name: 'shout', timeoutMs: 5_000 }],
      contents: { skills: [], commands: [], agents: [], hooks: [] },
    });
    expect(files).toEqual([
      { path: 'functions/shout.js', bytes: FORMAT.length, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      { path: 'plugin.json', bytes: expect.any(Number), sha256: expect.any(String) },
    ]);
  });

  test('may have folders, stored files, a comment, and what its permissions and contents name', async () => {
    const more = {
      category: 'writing',
      tags: ['text', 'loud'],
      permissions: {
        network: ['api.acme.com', 'api.acme.com:8443'],
        credentials: ['acme'],
        events: ['com.acme.said.v1'],
      },
      contents: { skills: ['skills/shout.md'], commands: [], agents: [], hooks: [] },
    };
    const bytes = craftZip(
      [
        ...filesOf(more),
        { name: 'skills/', mode: 0o040755 },
        { name: 'skills/shout.md', data: '# Shout', method: 0, mode: 0o100644 },
      ],
      { comment: Buffer.from('made with care') },
    );
    expect((await readPackage(bytes)).manifest).toMatchObject(more);
  });

  test('may come from an ordinary zip program', async () => {
    const bytes = zipSync({
      'plugin.json': new TextEncoder().encode(JSON.stringify(manifestOf())),
      functions: { 'shout.js': new TextEncoder().encode(FORMAT) },
    });
    expect((await readPackage(Buffer.from(bytes))).files).toHaveLength(2);
  });

  test('may be written as a stream, its sizes behind the data', async () => {
    const bytes = streamed(packageOf());
    expect((await readPackage(bytes)).files).toHaveLength(2);
  });
});

test('every fault of a manifest is told with its place', async () => {
  const broken = manifestOf({ name: 'No Name', functions: [{ name: 'x', file: 'x.py', colour: 1 }] });
  const refusal = (await readPackage(craftZip([{ name: 'plugin.json', data: JSON.stringify(broken) }])).catch(
    (error: unknown) => error,
  )) as MeshError;
  expect(refusal.errors?.map(({ pointer }) => pointer)).toEqual(
    expect.arrayContaining([
      '/plugin.json/name',
      '/plugin.json/functions/0/description',
      '/plugin.json/functions/0/file',
      '/plugin.json/functions/0/input',
      '/plugin.json/functions/0/colour',
    ]),
  );
});

/** The same archive with bit 3 set: sizes are zero in the local headers, and a data descriptor follows each file. */
function streamed(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  const directory = bytes.indexOf('504b0102', 'hex');
  const offsets: number[] = [];
  let at = 0;
  let length = 0;
  while (at < directory) {
    const packed = bytes.readUInt32LE(at + 18);
    const end = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28) + packed;
    const local = Buffer.from(bytes.subarray(at, end));
    const descriptor = Buffer.concat([Buffer.from('504b0708', 'hex'), local.subarray(14, 26)]);
    local.writeUInt16LE(local.readUInt16LE(6) | 8, 6);
    local.fill(0, 14, 26);
    offsets.push(length);
    parts.push(local, descriptor);
    length += local.length + descriptor.length;
    at = end;
  }
  const rest = Buffer.from(bytes.subarray(directory));
  for (const offset of offsets) {
    const entry = rest.indexOf('504b0102', offset === 0 ? 0 : rest.indexOf('504b0102', 'hex') + 4, 'hex');
    rest.writeUInt16LE(rest.readUInt16LE(entry + 8) | 8, entry + 8);
    rest.writeUInt32LE(offset, entry + 42);
  }
  rest.writeUInt32LE(length, rest.length - 6);
  return Buffer.concat([...parts, rest]);
}
