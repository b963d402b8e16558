/** `openmetrics`: OpenMetrics 1.0. `plain`: the Prometheus text format 0.0.4. */
export type MetricsFormat = "openmetrics" | "plain";

export const openMetricsType = "application/openmetrics-text; version=1.0.0; charset=utf-8";
export const plainTextType = "text/plain; version=0.0.4; charset=utf-8";

/**
 * The same in the Prometheus text format: there a counter is called by the name of its samples, and there is no end
 * mark. (prom-client's own switch of formats renames its counters for good, so it is not used.)
 */
export function plainText(openMetrics: string): string {
  const counters = new Set(
    [...openMetrics.matchAll(/^# TYPE (\S+) counter$/gm)].map(([, name]) => name as string),
  );
  return openMetrics
    .replaceAll(/^# EOF\n/gm, "")
    .replaceAll(/^# (HELP|TYPE) (\S+)/gm, (line, part: string, name: string) =>
      counters.has(name) ? `# ${part} ${name}_total` : line,
    );
}
