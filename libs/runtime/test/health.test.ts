import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { Health } from '../src/health.ts';
import { registerHealth } from '../src/health-routes.ts';
import { meter } from '../src/metrics.ts';

const about = { service: 'test', version: '0.1.0', commit: 'abc' };
const works = async () => {};
const fails = async () => {
  throw new Error('postgres://user:password@host refused');
};

function appWith(health: Health) {
  const app = Fastify();
  registerHealth(app, { health, about });
  return app;
}

test('all dependencies answer: ok', async () => {
  const health = new Health();
  health.add('postgres', { required: true, check: works });
  const answer = await appWith(health).inject('/health/ready');
  expect(answer.statusCode).toBe(200);
  expect(answer.json()).toMatchObject({ status: 'ok', checks: { postgres: { status: 'ok' } } });
});

test('a convenience that is down makes the process degraded, and it stays in service', async () => {
  const health = new Health();
  health.add('redis', { required: false, check: fails });
  const answer = await appWith(health).inject('/health');
  expect(answer.statusCode).toBe(200);
  expect(answer.json()).toMatchObject({ status: 'degraded', checks: { redis: { status: 'down' } } });
});

test('a required dependency that is down takes the process out of service, and its error stays inside', async () => {
  const health = new Health();
  health.add('postgres', { required: true, check: fails });
  const answer = await appWith(health).inject('/health/ready');
  expect(answer.statusCode).toBe(503);
  expect(answer.body).not.toContain('password');
});

test.each(['starting', 'draining'] as const)('a process that is %s is not ready, and alive', async (phase) => {
  const health = new Health();
  health.phase = phase;
  const app = appWith(health);
  const answer = await app.inject('/health/ready');
  expect(answer.statusCode).toBe(503);
  expect(answer.json()).toMatchObject({ status: phase });
  expect((await app.inject('/health/live')).statusCode).toBe(200);
});

test('a check that never answers is down after its limit', async () => {
  const health = new Health();
  health.add('nats', { required: true, check: () => new Promise(() => {}) });
  expect((await health.report()).checks['nats']?.status).toBe('down');
});

test('metrics are Prometheus text', async () => {
  meter.createCounter('mesh.test.asked').add(3);
  const answer = await appWith(new Health()).inject('/metrics');
  expect(answer.headers['content-type']).toContain('text/plain');
  expect(answer.body).toMatch(/^mesh_test_asked_total(\{.*\})? 3$/m);
});
