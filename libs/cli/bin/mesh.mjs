#!/usr/bin/env node
/** Runs `mesh …` with Node 24, whichever Node starts this. */
process.argv.splice(2, 0, 'libs/cli/src/main.ts');
await import(new URL('../../../tools/node24.mjs', import.meta.url).href);
