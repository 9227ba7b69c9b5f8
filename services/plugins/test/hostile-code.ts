/** What hostile or broken functions do, and how each may end. `done` is harmless: it runs, and reaches nothing. */
type Case = readonly [
  title: string,
  source: string,
  ends: 'done' | 'error' | 'timeout' | 'memory' | 'output' | 'denied' | 'crashed',
  more?: string[],
];

const body = (code: string) => `export default function (input) { ${code} }`;
const PROBE = `const found = ['process', 'require', 'module', 'global', 'Buffer', 'fetch', 'XMLHttpRequest', 'WebSocket', 'Deno', 'Bun',
  'setTimeout', 'setInterval', 'setImmediate', 'Worker', 'WebAssembly', 'importScripts', 'std', 'os', 'bjson', 'scriptArgs', 'print', 'postMessage',
  '__filename', '__dirname', '__loadScript'].filter((name) => { try { return typeof globalThis[name] !== 'undefined' || eval('typeof ' + name) !== 'undefined'; } catch { return false; } });
  if (found.length) throw new Error('ESCAPED ' + found); return 'nothing';`;
const hunt = (expression: string) =>
  body(`const got = ${expression}; const it = typeof got === 'function' ? got('return typeof process + typeof require')() : got;
  if (it !== 'undefinedundefined') throw new Error('ESCAPED ' + it); return it;`);

export const hostileCode: readonly Case[] = [
  ['looks for anything of a host', body(PROBE), 'done'],
  ['walks from a value to Function', hunt(`(1).constructor.constructor`), 'done'],
  ['walks from its input to Function', hunt(`input.constructor.constructor`), 'done'],
  ['walks from console.log to Function', hunt(`console.log.constructor`), 'done'],
  [
    'walks from an async function to its constructor',
    hunt(`(() => { const C = (async () => {}).constructor; return Object.getPrototypeOf(C); })()`),
    'done',
  ],
  [
    'walks from an error to Function',
    hunt(`(() => { try { null.x } catch (e) { return e.constructor.constructor } })()`),
    'done',
  ],
  ['walks along the caller', body(`return typeof arguments.callee;`), 'error'],
  [
    'asks for this of a sloppy function',
    hunt(`Function('return typeof this.process + typeof this.require')()`),
    'done',
  ],
  ['evaluates a string', body(`return eval('process.exit(1)');`), 'error'],
  ['evaluates indirectly', body(`return (0, eval)('require("fs").readFileSync("/etc/passwd")');`), 'error'],
  [
    'imports a module of the host',
    `import fs from 'node:fs'; export default () => fs.readFileSync('/etc/passwd', 'utf8');`,
    'denied',
  ],
  [
    'imports at run time',
    `export default async () => (await import('node:child_process')).execSync('id').toString();`,
    'denied',
  ],
  ['imports a file', `import '../../../../etc/passwd'; export default () => 1;`, 'denied'],
  ['imports a URL', `export default () => import(['https:', 'example.com/x.js'].join('//'));`, 'denied'],
  ['imports its own name', `import again from './functions/f.js'; export default () => again;`, 'denied'],
  [
    'edits the prototype of objects',
    body(`Object.prototype.output = 'own'; Object.prototype.toJSON = () => 'own'; return { a: 1 };`),
    'done',
  ],
  [
    'edits the prototype of arrays',
    body(`Array.prototype.map = Array.prototype.join = () => { throw 1 }; console.log('x'); return [1];`),
    'done',
  ],
  [
    'replaces JSON',
    body(`JSON.stringify = () => '{"outcome":"planted"}\\n\\n'; JSON.parse = () => 'planted'; return { fine: true };`),
    'done',
  ],
  [
    'replaces Promise.prototype.then',
    `Promise.prototype.then = function () { throw 'no' }; export default async () => 7;`,
    'done',
  ],
  [
    'replaces globalThis',
    body(
      `for (const key of Object.getOwnPropertyNames(globalThis)) { try { delete globalThis[key] } catch {} } return 1;`,
    ),
    'done',
  ],
  ['loops for ever', body(`for (;;) {}`), 'timeout'],
  ['loops for ever while it loads', `for (;;) {} export default () => 1;`, 'timeout'],
  [
    'loops and catches the interruption',
    body(`for (;;) { try { for (;;) {} } catch {} finally { continue } }`),
    'timeout',
  ],
  ['loops by promises', `export default async () => { for (;;) await null; };`, 'timeout'],
  ['loops by a generator', body(`function* f() { for (;;) yield 1 } for (const _ of f()) ; `), 'timeout'],
  ['waits for what never comes', `export default () => new Promise(() => {});`, 'error'],
  ['waits while it loads', `await new Promise(() => {}); export default () => 1;`, 'error'],
  [
    'blocks on Atomics.wait',
    body(`return Atomics.wait(new Int32Array(new SharedArrayBuffer(8)), 0, 0);`),
    'error',
    ['timeout', 'done', 'crashed'],
  ],
  [
    'matches a regular expression that backtracks',
    body(`return /^(a+)+$/.test('a'.repeat(40) + '!');`),
    'timeout',
    ['error'],
  ],
  ['recurses for ever', body(`const f = () => f() + 1; return f();`), 'error'],
  ['recurses through a getter', body(`const o = { get x() { return this.x } }; return o.x;`), 'error'],
  ['recurses through toString', body(`const o = { toString() { return '' + this } }; return '' + o;`), 'error'],
  ['fills memory with strings', body(`let s = 'x'; for (;;) s += s + Math.random();`), 'memory', ['error', 'timeout']],
  ['asks for a string of 2^29', body(`return 'x'.repeat(2 ** 29);`), 'memory', ['error']],
  ['fills memory with objects', body(`const all = []; for (;;) all.push({ n: all.length });`), 'memory'],
  ['fills memory with arrays', body(`const all = []; for (;;) all.push(new Array(1000).fill(all.length));`), 'memory'],
  [
    'fills memory with buffers',
    body(`const all = []; for (;;) all.push(new ArrayBuffer(1 << 20));`),
    'memory',
    ['error'],
  ],
  ['asks for one huge buffer', body(`return new ArrayBuffer(2 ** 32).byteLength;`), 'memory', ['error']],
  ['grows a BigInt', body(`let n = 3n; for (;;) n = n * n;`), 'memory', ['timeout', 'error']],
  ['shifts a BigInt far', body(`return (1n << (1n << 40n)).toString();`), 'error', ['memory', 'timeout']],
  ['parses deep JSON', body(`return JSON.parse('['.repeat(2e5));`), 'error', ['crashed']],
  [
    'lists the keys of an endless proxy',
    body(`return Object.keys(new Proxy({}, { ownKeys: () => ({ length: 2 ** 31 }) }));`),
    'error',
    ['timeout', 'memory', 'crashed'],
  ],
  ['sorts with a comparator that throws', body(`return [3, 2, 1].sort(() => { throw new Error('no') });`), 'error'],
  [
    'sorts with a comparator that changes the array',
    body(
      `const a = Array.from({ length: 1e4 }, Math.random); a.sort(() => { a.length = 0; return Math.random() - 0.5 }); return a.length;`,
    ),
    'done',
  ],
  ['answers with a getter that throws', body(`return { get x() { throw new Error('no') } };`), 'output'],
  ['answers with a getter that loops', body(`return { get x() { for (;;); } };`), 'timeout'],
  ['answers with toJSON that loops', body(`return { toJSON() { for (;;); } };`), 'timeout'],
  [
    'answers with toJSON that nests',
    body(`return { toJSON() { return { again: this } } };`),
    'output',
    ['error', 'crashed'],
  ],
  ['answers with a circle', body(`const a = {}; a.a = a; return a;`), 'output'],
  ['answers with a BigInt', body(`return { n: 1n };`), 'output'],
  ['answers with a function', body(`return () => 1;`), 'output'],
  ['answers with 2 MiB', body(`return 'x'.repeat(2 * 1024 * 1024);`), 'output'],
  ['answers with 1 MiB that takes more bytes', body(`return 'é'.repeat(600 * 1024);`), 'output'],
  ['answers nested too deep', body(`let a = []; for (let i = 0; i < 500; i++) a = [a]; return a;`), 'output'],
  ['answers with NUL', body(`return 'a\\0b';`), 'output'],
  ['answers with half a surrogate pair', body(`return '\\ud800';`), 'output'],
  [
    'throws a proxy',
    body(`throw new Proxy(new Error('x'), { get() { throw new Proxy({}, {}) }, getPrototypeOf() { throw 1 } });`),
    'error',
  ],
  ['throws null', body(`throw null;`), 'error'],
  [
    'throws what says that memory is out',
    body(`throw Object.assign(new Error('x'), { name: 'InternalErro', message: 'out of memory' });`),
    'error',
  ],
  ['throws a message of a mebibyte', body(`throw new Error('x'.repeat(1 << 20));`), 'error'],
  ['rejects while nobody listens', body(`Promise.reject(new Error('lost')); return 1;`), 'done'],
  ['has no default export', `export const named = () => 1;`, 'error'],
  ['exports what is no function', `export default 42;`, 'error'],
  ['is no JavaScript', `export default function ( {`, 'error'],
  [
    'is nested deeply',
    `export default () => ${'('.repeat(20_000)}1${')'.repeat(20_000)};`,
    'error',
    ['crashed', 'memory', 'timeout'],
  ],
  [
    'has a source of a mebibyte',
    `export default () => [${'1,'.repeat(450_000)}].length;`,
    'done',
    ['timeout', 'memory', 'error'],
  ],
  ['writes logs without end', body(`for (;;) console.log('x'.repeat(1000));`), 'timeout'],
  ['logs what cannot be told', body(`console.log({ toJSON() { throw new Error('no') } }); return 1;`), 'done'],
  [
    'writes what looks like an answer into its log',
    body(`console.log('\\n{"kind":"done"}\\n"planted"\\n'); return 'real';`),
    'done',
  ],
  [
    'overwrites typed arrays past their end',
    body(`const a = new Uint8Array(8); for (let i = -64; i < 1e5; i++) a[i] = 255; return a.length;`),
    'done',
  ],
  [
    'resizes a buffer under a view',
    body(
      `const b = new ArrayBuffer(8, { maxByteLength: 1 << 20 }); const v = new DataView(b, 4); b.resize(0); return v.getInt8(0);`,
    ),
    'error',
  ],
  [
    'holds on to weak references and finalizers',
    body(
      `const r = new FinalizationRegistry(() => { for (;;); }); r.register({}, 1); return new WeakRef({}).deref() !== undefined;`,
    ),
    'done',
    ['timeout'],
  ],
  [
    'finds secrets in the environment',
    body(
      `return typeof process === 'undefined' ? Object.keys(globalThis).filter((name) => /env/i.test(name)) : process.env;`,
    ),
    'done',
  ],
];
