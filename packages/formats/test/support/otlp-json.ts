/** The one series of a made OTLP message: requests of `checkout`. */
export interface SumPoint {
  readonly startMs?: number;
  readonly atMs: number;
  readonly value: number;
  readonly status?: number;
  readonly instance?: string;
  readonly service?: string;
}

const nano = (ms: number): string => `${ms}000000`;

const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });

/** Requests as a sum of OTLP JSON; each point is a resource of its own. */
export function sumMessage(
  points: readonly SumPoint[],
  temporality: "delta" | "cumulative",
  metric = "requests",
): Uint8Array {
  const resourceMetrics = points.map(({ startMs, atMs, value, status, instance, service = "checkout" }) => ({
    resource: {
      attributes: [
        attribute("service.name", service),
        ...(instance === undefined ? [] : [attribute("service.instance.id", instance)]),
      ],
    },
    scopeMetrics: [
      {
        metrics: [
          {
            name: metric,
            sum: {
              aggregationTemporality: temporality === "delta" ? 1 : 2,
              isMonotonic: true,
              dataPoints: [
                {
                  attributes:
                    status === undefined ? [] : [{ key: "status", value: { intValue: `${status}` } }],
                  ...(startMs === undefined ? {} : { startTimeUnixNano: nano(startMs) }),
                  timeUnixNano: nano(atMs),
                  asInt: `${value}`,
                },
              ],
            },
          },
        ],
      },
    ],
  }));
  return json({ resourceMetrics });
}

export const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
export const text = (value: string): Uint8Array => new TextEncoder().encode(value);
