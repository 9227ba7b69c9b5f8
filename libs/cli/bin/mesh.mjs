#!/usr/bin/env node
/** `mesh …` with Node 24, whichever Node runs this. */
process.argv.splice(2, 0, 'libs/cli/src/main.ts');
await import(new URL('../../../tools/node24.mjs', import.meta.url).href);
