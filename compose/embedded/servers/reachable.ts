import { connect } from 'node:net';
import pg from 'pg';
import { StartError } from '../start-error.ts';

const ANSWER_MS = 5_000;

/** Throws a one-line error with the variable and its address, but not its password, if nothing answers there. */
export async function assertTcp(variable: string, value: string, defaultPort: number): Promise<void> {
  const { hostname, port } = addressOf(variable, value);
  await new Promise<void>((resolve, reject) => {
    const socket = connect(Number(port || defaultPort), hostname.replace(/^\[|\]$/g, ''), resolve);
    socket.setTimeout(ANSWER_MS, () => socket.destroy(new Error('no answer')));
    socket.once('error', reject);
    socket.once('connect', () => socket.destroy());
  }).catch((error) => refuse(variable, `${hostname}:${port || defaultPort}`, error));
}

export async function assertPostgres(variable: string, value: string): Promise<void> {
  const { host } = addressOf(variable, value);
  const client = new pg.Client({ connectionString: value, connectionTimeoutMillis: ANSWER_MS });
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (error) {
    refuse(variable, host, error);
  } finally {
    await client.end().catch(() => {});
  }
}

function addressOf(variable: string, value: string): URL {
  try {
    return new URL(value);
  } catch {
    throw new StartError(`${variable} is not a URL.`);
  }
}

function refuse(variable: string, address: string, cause: unknown): never {
  const { message, code } = cause as Error & { code?: string };
  throw new StartError(`${variable}: ${address} cannot be used (${message || code}).`, { cause });
}
