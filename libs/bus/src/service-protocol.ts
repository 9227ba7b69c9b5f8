import { randomUUID } from 'node:crypto';
import type { Operation, Service } from '@mesh/contracts/operation';
import type { Log } from '@mesh/runtime/log';
import type { NatsConnection } from '@nats-io/transport-node';
import { contractDigest } from './contract-digest.ts';
import { endpointStatistics } from './endpoint-statistics.ts';

const verbs = ['PING', 'INFO', 'STATS'] as const;
const TYPE = 'io.nats.micro.v1';
const NANOSECONDS = 1e9;

export type Endpoint = {
  count(seconds: number, code: string): void;
  remove(): void;
};

/** Implements the NATS service protocol (ADR-32), by which `nats micro` and the gateway see what this process answers. */
export type ServiceRegistration = {
  readonly id: string;
  /** Registers an operation; the first one starts answering `$SRV`. */
  add(operation: Operation): Endpoint;
};

type Registering = {
  nats: NatsConnection;
  log: Log;
  service: Service;
  about: { version: string; commit: string } | undefined;
};

export function serviceRegistration({ nats, log, service, about }: Registering): ServiceRegistration {
  const id = randomUUID();
  const started = new Date().toISOString();
  const endpoints = new Map<string, ReturnType<typeof endpointStatistics>>();
  const answered = new Map<string, Operation>(); // an operation that is no longer served stays in the contract
  let contract: string | undefined;
  let answering = false;

  const identity = () => {
    contract ??= contractDigest([...answered.values()]);
    return {
      name: service,
      id,
      version: about?.version ?? '0.0.0',
      metadata: { commit: about?.commit ?? 'unknown', contract },
    };
  };
  const tell = {
    PING: () => ({ type: `${TYPE}.ping_response`, ...identity() }),
    INFO: () => ({
      type: `${TYPE}.info_response`,
      ...identity(),
      description: `${service} of the mesh`,
      endpoints: [...endpoints.values()].map(({ named }) => named),
    }),
    STATS: () => ({
      type: `${TYPE}.stats_response`,
      ...identity(),
      started,
      endpoints: [...endpoints.values()].map((endpoint) => endpoint.told(NANOSECONDS)),
    }),
  };

  function answer(): void {
    answering = true;
    for (const verb of verbs)
      for (const subject of [`$SRV.${verb}`, `$SRV.${verb}.${service}`, `$SRV.${verb}.${service}.${id}`])
        nats.subscribe(subject, {
          callback: (error, message) => {
            if (error) log.error({ err: error, subject }, 'the service protocol is not answered');
            else message.respond(JSON.stringify(tell[verb]()));
          },
        });
  }

  return {
    id,
    add(operation) {
      if (!answering) answer();
      answered.set(operation.subject, operation);
      contract = undefined;
      const endpoint = endpointStatistics(operation);
      endpoints.set(operation.subject, endpoint);
      return { count: endpoint.count, remove: () => void endpoints.delete(operation.subject) };
    },
  };
}
