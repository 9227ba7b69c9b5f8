import { trace } from '@opentelemetry/api';
import pino from 'pino';
import { logOutput } from './log-output.ts';

/** The log that libraries use. The first argument is data, with an error under `err`; the second is a fixed sentence. */
export type Log = {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: object): Log;
};

export const levels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type Level = (typeof levels)[number];

/** Names whose values are redacted, at the top of a record and one level down. */
const secretNames = [
  'authorization',
  'cookie',
  'x-api-key',
  'apiKey',
  'password',
  'secret',
  'token',
  'data',
  'key',
  'url',
];
const paths = secretNames.flatMap((name) => [`["${name}"]`, `*["${name}"]`]);

/** JSON lines on standard output, each with `service`, `trace_id` if a span is active, and ISO time. */
export function openLog(service: string, level: Level): Log {
  const options = {
    level,
    base: { service },
    messageKey: 'message',
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths, censor: '[redacted]' },
    mixin: traceOfNow,
  };
  return pino(options, logOutput);
}

/** A log that discards everything, for tests and for programs with other output. */
export const silent: Log = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent };

function traceOfNow(): object {
  const span = trace.getActiveSpan()?.spanContext();
  return span ? { trace_id: span.traceId, span_id: span.spanId } : {};
}
