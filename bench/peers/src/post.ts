import { type Agent, request } from 'node:http';

/** Resolves when the answer has arrived completely. Throws if it is not a 200. */
export function post(url: string, agent: Agent, body?: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const headers = body === undefined ? {} : { 'content-type': 'application/json' };
  const sent = request(url, { method: 'POST', agent, headers }, (answer) => {
    answer.resume().on('end', () => {
      if (answer.statusCode === 200) resolve();
      else reject(new Error(`${new URL(url).host} answered ${answer.statusCode}`));
    });
  });
  sent.on('error', reject).end(body);
  return promise;
}
