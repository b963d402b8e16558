import { minuteMs, start } from "./otlp-messages.ts";

const services = 40;

const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

/** An answer of Prometheus to a range query: counters of forty services, a sample a minute. */
export function rangeAnswer(samples: number): Uint8Array {
  const minutes = Math.max(3, Math.round(samples / services));
  const result = Array.from({ length: services }, (_none, service) => ({
    metric: {
      __name__: "http_requests_total",
      service: `shop-${service}`,
      instance: `10.0.0.${service}:9090`,
    },
    values: Array.from({ length: minutes }, (_sample, minute) => [
      (start + minute * minuteMs) / 1000,
      String(minute * 1000 + ((minute * 7 + service * 13) % 300)),
    ]),
  }));
  return bytesOf({ status: "success", data: { resultType: "matrix", result } });
}

/** Messages of Telegraf, a batch of forty services each. */
export function telegrafMessages(samples: number): readonly Uint8Array[] {
  const minutes = Math.max(3, Math.round(samples / services));
  return Array.from({ length: minutes }, (_none, minute) =>
    bytesOf({
      metrics: Array.from({ length: services }, (_metric, service) => ({
        name: "http",
        tags: { service: `shop-${service}`, host: `h-${service}` },
        fields: { requests_total: minute * 1000 + ((minute * 7 + service * 13) % 300) },
        timestamp: (start + minute * minuteMs) / 1000,
      })),
    }),
  );
}

/** Rows of forty services, minute by minute. */
export function csvTable(rows: number): string {
  const lines = Array.from({ length: rows }, (_none, index) => {
    const [minute, service] = [Math.floor(index / services), index % services];
    const time = new Date(start + minute * minuteMs).toISOString();
    return `${time},shop-${service},${1000 + ((minute * 7 + service * 13) % 300)},${(minute + service) % 5},eu\n`;
  });
  return `time,service,requests,errors,region\n${lines.join("")}`;
}
