import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import {
  type DashboardLink,
  DashboardLinkBuilder,
  DashboardLinkType,
  type DynamicConfigValue,
} from "@grafana/grafana-foundation-sdk/dashboard";

const kept = "${data:queryparam}&${environment:queryparam}&${__url_time_range}";

/** From a series of a service to the service's own dashboard, at the same time. */
export function toService(uid: string): Builder<DashboardLink> {
  return new DashboardLinkBuilder("This service")
    .type(DashboardLinkType.Link)
    .url(`/d/${uid}?var-service=\${__field.labels.service}&${kept}`);
}

/** From a row of a table to the outage room of its incident. */
export function toRoom(uid: string, incidentColumn: string): DynamicConfigValue {
  const url = `/d/${uid}?var-incident=\${__data.fields["${incidentColumn}"]:percentencode}&${kept}`;
  return { id: "links", value: [{ title: "What failed, and since when", url }] };
}

/** A cell that holds an address leads there. */
export const toItsAddress: DynamicConfigValue = {
  id: "links",
  value: [{ title: "Open", url: "${__value.raw}", targetBlank: true }],
};
