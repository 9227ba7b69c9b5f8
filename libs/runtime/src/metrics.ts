import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';

/** Read by `/metrics`; it opens no port of its own. */
const reader = new PrometheusExporter({ preventServerStart: true });
// Without the resource: the scraper knows which service it asks.
const serializer = new PrometheusSerializer(undefined, undefined, undefined, true);

/** The process's metrics. Created at import, since an instrument of a missing provider counts nothing. */
export const meterProvider = new MeterProvider({ readers: [reader] });

/** Creates instruments: `meter.createCounter('mesh.outbox.published')`. */
export const meter = meterProvider.getMeter('mesh');

/** All metrics of this process in the Prometheus text format. */
export async function prometheusText(): Promise<string> {
  const { resourceMetrics } = await reader.collect();
  return serializer.serialize(resourceMetrics);
}
