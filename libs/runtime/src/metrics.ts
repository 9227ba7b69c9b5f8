import { metrics } from '@opentelemetry/api';
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';

/** The one reader of the process's metrics; `/metrics` asks it, and it opens no port of its own. */
export const metricReader = new PrometheusExporter({ preventServerStart: true });

const serializer = new PrometheusSerializer();

/** Where instruments are made: `meter.createCounter('mesh.outbox.published')`. They work before telemetry has started. */
export const meter = metrics.getMeter('mesh');

/** All metrics of this process in the Prometheus text format. */
export async function prometheusText(): Promise<string> {
  const { resourceMetrics } = await metricReader.collect();
  return serializer.serialize(resourceMetrics);
}
