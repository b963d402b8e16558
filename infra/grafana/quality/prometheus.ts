import { DataqueryBuilder } from "@grafana/grafana-foundation-sdk/prometheus";

/** The Prometheus that scrapes Tocsin's `/metrics`, where there is one. */
export const prometheus = { type: "prometheus", uid: "${metrics}" } as const;

export function promQuery(refId: string, expr: string, legend: string): DataqueryBuilder {
  return new DataqueryBuilder().refId(refId).datasource(prometheus).expr(expr).legendFormat(legend).range();
}
