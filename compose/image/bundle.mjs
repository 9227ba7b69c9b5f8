import { existsSync, globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { outside } from './outside.mjs';

// bundle.mjs <root> <folder>…: bundles the programs of each of these packages with all their imports, as JavaScript in its
// dist/. A few files load faster and take less memory than a thousand whose types are stripped each time.
// The output of an earlier run stays, since a running process may still read it.
const [, , root, ...folders] = argv;

/** CommonJS dependencies call `require`. */
const banner = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`;

const own = /\/(?:gateway|services\/[^/]+|libs\/[^/]+)\/src\/.*\.ts$/;
const named = /new URL\('([^']+)', import\.meta\.url\)/g;
const isProgram = (name) => name.endsWith('.ts');

for (const folder of folders) {
  const from = join(root, folder, 'src');
  const to = join(root, folder, 'dist');
  const inputs = join(to, 'inputs.json');
  if (isFresh(inputs)) continue;
  const { metafile } = await build({
    entryPoints: ['main.ts', 'migrate.ts', ...programsIn(from)].map((file) => join(from, file)),
    entryNames: '[name]',
    chunkNames: '[name]-[hash]',
    outdir: to,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    external: outside,
    banner: { js: banner },
    // Identifiers stay, so that stack traces name functions.
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
    plugins: [{ name: 'files', setup: (builder) => builder.onLoad({ filter: own }, ({ path }) => loaded(path, to)) }],
  });
  for (const file of Object.keys(metafile.outputs)) spellInAscii(file);
  writeFileSync(inputs, JSON.stringify(Object.keys(metafile.inputs).map((file) => resolve(file))));
}

/**
 * V8 stores a whole file with two bytes per character if it contains one beyond Latin-1. esbuild escapes those in strings, but
 * not in regular expressions and tagged templates, which mean the same when they are escaped.
 */
function spellInAscii(file) {
  const text = readFileSync(file, 'utf8');
  const ascii = text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  if (ascii !== text) writeFileSync(file, ascii);
}

/** Whether none of its inputs has changed since. */
function isFresh(inputs) {
  if (!existsSync(inputs)) return false;
  const { mtimeMs } = statSync(inputs);
  const files = [fileURLToPath(import.meta.url), ...JSON.parse(readFileSync(inputs, 'utf8'))];
  return files.every((file) => (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) < mtimeMs);
}

/** Files that a source starts as a program or a thread. */
function programsIn(from) {
  return globSync('**/*.ts', { cwd: from }).flatMap((file) =>
    [...readFileSync(join(from, file), 'utf8').matchAll(named)]
      .map(([, name]) => join(dirname(file), name))
      .filter(isProgram),
  );
}

/** Adapts a source for dist/: the programs that it starts are beside it there, all other files where they are. */
function loaded(path, to) {
  const contents = readFileSync(path, 'utf8').replace(named, (_, name) => {
    const target = isProgram(name) ? `./${basename(name, '.ts')}.js` : relative(to, resolve(dirname(path), name));
    return `new URL('${target}${name.endsWith('/') ? '/' : ''}', import.meta.url)`;
  });
  return { contents, loader: 'ts' };
}
