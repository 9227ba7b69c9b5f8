/** Packages that cannot be bundled: they read files of their own, or a sandboxed process may read them by their folder. */
export const outside = [
  '@energetic-ai/*',
  '@cfworker/json-schema',
  '@jitl/*',
  'quickjs-emscripten-core',
  'pg-cloudflare',
  'pg-native',
];
