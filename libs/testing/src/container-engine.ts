import { request } from 'node:http';

const ANSWER_MS = 3_000;
const REMOVAL_MS = 20_000;

const address = () => process.env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock';

/** Whether the container engine that Docker clients would use answers. */
export async function containerEngineAnswers(): Promise<boolean> {
  return (await ask('GET', '/_ping', ANSWER_MS)) === 200;
}

/** Removes a container and its volumes, running or not. A missing one is no error. */
export async function removeContainer(name: string): Promise<void> {
  await ask('DELETE', `/containers/${name}?force=true&v=true`, REMOVAL_MS);
}

/** Returns the status of the answer; undefined if no engine answers. */
function ask(method: string, path: string, timeout: number): Promise<number | undefined> {
  const host = address();
  const unix = host.startsWith('unix://');
  const { hostname, port } = unix ? { hostname: 'localhost', port: '80' } : new URL(host);
  const where = unix ? { socketPath: host.slice('unix://'.length) } : { hostname, port: port || '2375' };
  return new Promise((resolve) => {
    const asked = request({ ...where, method, path, timeout }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(undefined));
    asked.end();
  });
}
