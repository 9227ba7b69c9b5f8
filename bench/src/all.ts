/** Runs the short benchmarks one after the other: `npm run bench`, against the mesh that `npm start` runs. */
await import('./footprint.ts');
await import('./gateway-hop.ts');
await import('./commit-to-event.ts');
