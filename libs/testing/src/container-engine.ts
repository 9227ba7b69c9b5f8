import { request } from 'node:http';

const ANSWER_MS = 3_000;

/** Whether the engine that Docker clients would use really answers. */
export function containerEngineAnswers(
  host = process.env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock',
): Promise<boolean> {
  const unix = host.startsWith('unix://');
  const { hostname, port } = unix ? { hostname: 'localhost', port: '80' } : new URL(host);
  const where = unix ? { socketPath: host.slice('unix://'.length) } : { hostname, port: port || '2375' };
  return new Promise((resolve) => {
    const asked = request({ ...where, path: '/_ping', timeout: ANSWER_MS }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(false));
    asked.end();
  });
}
