import { cpSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { argv } from 'node:process';
import { transformSync } from 'amaro';

// javascript.mjs <from> <to> <folder>…: the sources of these packages with their types taken away, because not every
// build of Node.js 24 strips them. Lines and columns stay where they are, so stack traces still tell the truth.
const [, , from, to, ...folders] = argv;

const relative = /(['"])(\.{1,2}\/[^'"\n]+)\.ts\1/g;
const strip = (text) => transformSync(text, { mode: 'strip-only' }).code.replace(relative, '$1$2.js$1');

function write(file, text) {
  mkdirSync(dirname(join(to, file)), { recursive: true });
  writeFileSync(join(to, file), text);
}

for (const folder of folders) {
  const {
    devDependencies: _,
    scripts: __,
    ...manifest
  } = JSON.parse(readFileSync(join(from, folder, 'package.json'), 'utf8'));
  write(`${folder}/package.json`, JSON.stringify({ ...manifest, exports: { './*': './src/*.js' } }));
  for (const file of globSync(`${folder}/src/**/*.*`, { cwd: from })) {
    if (file.endsWith('.ts')) write(file.replace(/\.ts$/, '.js'), strip(readFileSync(join(from, file), 'utf8')));
    else cpSync(join(from, file), join(to, file), { recursive: true });
  }
}
