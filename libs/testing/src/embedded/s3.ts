import { type Child, startChild } from './child.ts';
import { freePort } from './free-port.ts';

/** The embedded store accepts any key pair; it listens on loopback only. */
export const s3Keys = { region: 'us-east-1', accessKeyId: 'mesh', secretAccessKey: 'mesh-local' } as const;

export type EmbeddedS3 = Child & { readonly endpoint: string };

/** fauxqs in a process of its own; buckets and objects live in a SQLite file in `folder` and survive a restart. */
export async function startS3({
  folder,
  logFile,
  port: wanted,
}: {
  folder: string;
  logFile: string;
  port?: number | undefined;
}): Promise<EmbeddedS3> {
  const port = wanted ?? (await freePort());
  const endpoint = `http://127.0.0.1:${port}`;
  const child = await startChild({
    name: 'S3',
    command: process.execPath,
    args: [new URL('./s3-process.ts', import.meta.url).pathname, folder, String(port)],
    logFile,
    ready: () => fetch(endpoint, { signal: AbortSignal.timeout(1_000) }),
  });
  return { ...child, endpoint };
}
