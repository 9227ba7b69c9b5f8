const rooms = new Set(['src', 'dist', 'test', 'processes']);

/** The program's name from its path: `workflows` of `services/workflows/dist/main.js`. */
export function programOf(path: string): string {
  const folders = path.split('/').slice(0, -1);
  return folders.findLast((folder) => !rooms.has(folder)) ?? '';
}
