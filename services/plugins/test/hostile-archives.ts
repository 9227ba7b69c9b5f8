import type { Refusal } from '@mesh/contracts/plugin-shapes';
import { type Crafted, craftZip } from './craft-zip.ts';
import { filesOf, manifestOf, packageOf } from './packages.ts';

type Case = readonly [title: string, reason: Refusal, bytes: () => Buffer];
const good = filesOf();
const beside =
  (...more: Crafted[]) =>
  () =>
    craftZip([...good, ...more]);
const named = (title: string, name: string | Buffer, reason: Refusal = 'name-unsafe'): Case => [
  title,
  reason,
  beside({ name, data: 'x' }),
];
const manifest = (title: string, more: object, reason: Refusal = 'manifest-invalid'): Case => [
  title,
  reason,
  () => packageOf(more),
];
const raw = (text: string | Buffer) => () => craftZip([{ name: 'plugin.json', data: text }]);
const withFunction = (more: object) => ({ functions: [{ ...(manifestOf()['functions'] as object[])[0], ...more }] });
const network = (host: string) => ({ permissions: { network: [host], credentials: [], events: [] } });
const input = (schema: object) => withFunction({ input: schema });

export const hostileArchives: readonly Case[] = [
  ['is empty', 'not-a-zip', () => Buffer.alloc(0)],
  ['is text', 'not-a-zip', () => Buffer.from('hello '.repeat(100))],
  ['is cut in the middle', 'not-a-zip', () => packageOf().subarray(0, -30)],
  ['is cut at its start', 'not-a-zip', () => packageOf().subarray(10)],
  named('climbs up', '../x'),
  named('climbs up from within', 'a/../../x'),
  named('climbs up behind backslashes', 'a\\..\\..\\x'),
  named('is absolute', '/etc/passwd'),
  named('names a drive', 'C:\\x'),
  named('names a drive with slashes', 'C:/x'),
  named('names a stream', 'x.txt:hidden'),
  named('names a share', '\\\\host\\share'),
  named('has NUL in a name', 'x.js\0.txt'),
  named('has a line break in a name', 'a\nb'),
  named('has an override of direction in a name', 'a\u202egpj.js'),
  named('has an invisible character in a name', 'a\u200b.js'),
  named('has an empty part', 'a//b'),
  named('stays in place', './a'),
  named('ends a name with a dot', 'a./b'),
  named('names a device', 'aux.txt'),
  named('has an endless name', 'x'.repeat(300)),
  named('has no name', ''),
  named('is deeply nested', `${'a/'.repeat(11)}x`, 'too-deep'),
  ['has a name that is no UTF-8', 'name-encoding', beside({ name: Buffer.from('ff80', 'hex'), data: 'x' })],
  ['has a name in CP437', 'name-encoding', beside({ name: Buffer.from('81', 'hex'), data: 'x', flags: 0 })],
  [
    'has a second name in another encoding',
    'name-encoding',
    beside({ name: 'a', data: 'x', extra: Buffer.from('75700900010000000041414141', 'hex') }),
  ],
  ['has a symbolic link', 'not-a-file', beside({ name: 'link', data: '/etc/passwd', mode: 0o120777 })],
  ['has a device', 'not-a-file', beside({ name: 'null', data: '', mode: 0o020666 })],
  ['has a pipe', 'not-a-file', beside({ name: 'pipe', data: '', mode: 0o010666 })],
  [
    'has a hard link',
    'not-a-file',
    beside({ name: 'hard', data: 'x', extra: Buffer.from('0d000c00000000000000000000000000', 'hex') }),
  ],
  ['has a file that says it is a folder', 'not-a-file', beside({ name: 'folder', data: 'x', mode: 0o040755 })],
  ['has a folder with content', 'size-mismatch', beside({ name: 'folder/', data: 'x' })],
  ['has a name twice', 'duplicate', beside({ name: 'functions/shout.js', data: 'other' })],
  ['has names that differ in case', 'duplicate', beside({ name: 'Functions/Shout.JS', data: 'other' })],
  [
    'has names that differ in composition',
    'duplicate',
    beside({ name: 'é', data: '1' }, { name: 'e\u0301', data: '2' }),
  ],
  ['has a file where a folder is', 'duplicate', beside({ name: 'functions', data: 'x' })],
  [
    'has 501 files',
    'too-many-entries',
    beside(...Array.from({ length: 499 }, (_, i) => ({ name: `f${i}`, data: '' }))),
  ],
  ['says that it has 100,001 entries', 'too-many-entries', () => craftZip(good, { count: 100_001 })],
  [
    'has more entries than it says',
    'stray-bytes',
    () => craftZip([...good, { name: 'hidden', data: 'x' }], { count: 2 }),
  ],
  ['has fewer entries than it says', 'not-a-zip', () => craftZip(good, { count: 3 })],
  [
    'unpacks to 4 GB by its own word',
    'too-large-unpacked',
    beside({ name: 'bomb', data: Buffer.alloc(40_000), size: 0xfffffffe }),
  ],
  [
    'unpacks to 60 MiB in parts',
    'too-large-unpacked',
    beside(...Array.from({ length: 60 }, (_, i) => ({ name: `part${i}`, data: Buffer.alloc(1 << 20) }))),
  ],
  ['is packed 1,000 to 1', 'ratio', beside({ name: 'zeros', data: Buffer.alloc(10 << 20) })],
  [
    'says it is smaller than it is',
    'size-mismatch',
    beside({ name: 'liar', data: Buffer.alloc(50_000, 'ab'), size: 10 }),
  ],
  ['says it is larger than it is', 'size-mismatch', beside({ name: 'liar', data: 'abcabc', size: 60 })],
  ['is stored and lies about its size', 'size-mismatch', beside({ name: 'liar', data: 'abc', method: 0, size: 2 })],
  ['reaches past its end', 'overlap', beside({ name: 'far', data: 'x', packedSize: 9_000_000 })],
  [
    'has entries that share bytes',
    'header-mismatch',
    beside({ name: 'twin', data: good[1]?.data ?? '', at: 1, localName: 'functions/shout.js' }),
  ],
  ['has an entry within another', 'overlap', () => quine()],
  ['has a wrong checksum', 'checksum', beside({ name: 'x', data: 'abc', crc: 1 })],
  ['is damaged where it is packed', 'compression', () => damaged()],
  ['is encrypted', 'encrypted', beside({ name: 'x', data: 'abc', flags: 0x801 })],
  ['is strongly encrypted', 'encrypted', beside({ name: 'x', data: 'abc', flags: 0x840 })],
  ['is packed by another method', 'compression', beside({ name: 'x', data: 'abc', method: 12 })],
  [
    'says ZIP64 in an entry',
    'zip64',
    beside({ name: 'x', data: 'abc', extra: Buffer.from('010008000000000000000001', 'hex') }),
  ],
  ['says ZIP64 at its end', 'zip64', () => craftZip(good, { zip64: true })],
  ['has bytes before', 'stray-bytes', () => craftZip(good, { before: Buffer.from('#!/bin/sh\n') })],
  ['has bytes between', 'stray-bytes', () => craftZip(good, { between: Buffer.from('PK hidden') })],
  ['has bytes after', 'stray-bytes', () => craftZip(good, { after: Buffer.from('hidden') })],
  [
    'has another name in its own header',
    'header-mismatch',
    beside({ name: 'good.js', localName: 'evil.js', data: 'x' }),
  ],
  ['has other flags in its own header', 'header-mismatch', beside({ name: 'good.js', data: 'x', localFlags: 0x808 })],
  ['holds an archive by name', 'nested-archive', beside({ name: 'inner.zip', data: 'x' })],
  ['holds an archive by content', 'nested-archive', beside({ name: 'inner.txt', data: packageOf() })],
  ['holds a gzip by content', 'nested-archive', beside({ name: 'inner.txt', data: Buffer.from('1f8b0800', 'hex') })],
  ['has no manifest', 'manifest-missing', () => craftZip([{ name: 'a', data: 'x' }])],
  ['has its manifest in a folder', 'manifest-missing', () => craftZip([{ name: 'x/plugin.json', data: '{}' }])],
  ['has a manifest that is no JSON', 'manifest-malformed', raw('{')],
  ['has a manifest that is no UTF-8', 'manifest-malformed', raw(Buffer.from('fffe7b', 'hex'))],
  [
    'has a deep manifest',
    'manifest-invalid',
    () => craftZip([{ name: 'plugin.json', data: `${'['.repeat(100_000)}${']'.repeat(100_000)}`, method: 0 }]),
  ],
  ['has a manifest that is a list', 'manifest-invalid', raw('[]')],
  manifest('asks for what nobody knows', { permissions: { network: [], credentials: [], events: [], shell: true } }),
  manifest('has an unknown field', { postinstall: 'sh' }),
  manifest('asks for every host', network('*')),
  manifest('asks for every host of a domain', network('*.example.org')),
  manifest('asks for a host inside', network('db.railway.internal')),
  manifest('asks for this machine', network('localhost')),
  manifest('asks for an address', network('127.0.0.1')),
  manifest('asks for an address as a number', network('2130706433')),
  manifest('asks for the metadata of a cloud', network('metadata.google.internal')),
  manifest('asks for a URL', network('https://api.acme.com/x')),
  manifest('asks for a host by a look-alike', network('аpi.acme.com')),
  manifest('has a look-alike name', { name: 'аnswer-kit' }),
  manifest('has a name that climbs', { name: '../x' }),
  manifest('has a reserved name', { name: 'mesh-core' }, 'name-reserved'),
  manifest('has no version', { version: 'latest' }),
  manifest('has a version that was built', { version: '1.0.0+1' }),
  manifest('has a function in a file that is not there', withFunction({ file: 'functions/none.js' }), 'file-missing'),
  manifest(
    'has a skill that is not there',
    { contents: { skills: ['skills/x.md'], commands: [], agents: [], hooks: [] } },
    'file-missing',
  ),
  manifest('asks for more time than there is', withFunction({ timeoutMs: 60_000 })),
  manifest('has a schema that is none', input({ type: 'anything' })),
  manifest('has a schema that refers outside', input({ $ref: 'https://example.com/schema.json' })),
  manifest('has a schema that refers to a file', input({ properties: { a: { $ref: 'file:///etc/passwd' } } })),
  manifest('has a schema nested deeply', input(deep(100))),
  [
    'has a function of more than a mebibyte',
    'file-too-large',
    () =>
      packageOf(
        {},
        `/*${'abcdefgh'.repeat(140_000)}${Math.random()}*/`.replace(/a/g, () =>
          String.fromCharCode(97 + Math.floor(Math.random() * 26)),
        ),
      ),
  ],
];

function deep(levels: number): object {
  return levels === 0 ? {} : { properties: { a: deep(levels - 1) } };
}

function damaged(): Buffer {
  const bytes = craftZip([...good, { name: 'x', data: Buffer.from('abcdefgh'.repeat(50)) }]);
  const at = bytes.indexOf('functions/shout.js') + 'functions/shout.js'.length;
  bytes[at] = 0x07; // a block of the type that does not exist
  return bytes;
}

/** The second entry's local header lies inside the stored data of the first. */
function quine(): Buffer {
  const inner = craftZip([{ name: 'inner', data: 'x', method: 0 }]);
  const local = inner.subarray(0, inner.indexOf('504b0102', 'hex'));
  const bytes = craftZip([
    ...good,
    { name: 'outer', data: local, method: 0 },
    { name: 'inner', data: 'x', method: 0, at: 0 },
  ]);
  const inside = bytes.indexOf('outer') + 'outer'.length;
  bytes.writeUInt32LE(inside, bytes.lastIndexOf('inner') - 4);
  return bytes;
}
