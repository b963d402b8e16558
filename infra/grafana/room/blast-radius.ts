import type { Builder, Dataquery } from "@grafana/grafana-foundation-sdk/cog";
import {
  type DataTransformerConfig,
  FieldColorModeId,
  MappingType,
  SpecialValueMatch,
  ThresholdsMode,
  type ValueMapping,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/nodegraph";
import { colours, stateCodes } from "../board/colours.ts";
import { chosen, influx, ofWholeService, tableQuery } from "../board/influxql.ts";
import { steps } from "./heat-strip.ts";

/** Evidence is never below: it is how the detector writes "no". */
const leastEvidence = -999;

/** The topology is written at every full hour: that of the last hour that began in time, or the one before. */
const topology = `${chosen.environment} AND time <= \${__to}ms AND time > \${__to}ms - 2h`;

/** One row each: nodes of the topology, the evidence and state of each service, and the edges. */
const queries: readonly Builder<Dataquery>[] = [
  tableQuery(
    "nodes",
    `SELECT last("subtitle") AS "subtitle", last("service") AS "service", last("component") AS "part"
FROM "topology_node" WHERE ${topology} GROUP BY "id", "title"`,
  ),
  tableQuery(
    "states",
    `SELECT max("log_evidence") AS "color", max("log_evidence") AS "mainstat", last("state_code") AS "secondarystat"
FROM "service_state" WHERE ${chosen.environment} AND ${ofWholeService} AND $timeFilter GROUP BY "service"`,
  ),
  tableQuery(
    "edges",
    `SELECT last("kind") AS "detail__kind" FROM "topology_edge" WHERE ${topology} GROUP BY "id", "source", "target"`,
  ),
];

const nodesAlone = { id: "byRefId", options: "/^(nodes|states)$/" } as const;

/** States are put beside the nodes of their services; what is no node of the topology is left out. */
const joined: readonly DataTransformerConfig[] = [
  { id: "joinByField", options: { byField: "service", mode: "outerTabular" }, filter: nodesAlone },
  {
    id: "filterByValue",
    options: {
      type: "include",
      match: "all",
      filters: [{ fieldName: "id", config: { id: "isNotNull", options: {} } }],
    },
  },
  {
    id: "organize",
    options: {
      excludeByName: { Time: true, "Time 1": true, "Time 2": true },
      indexByName: {},
      renameByName: {},
    },
  },
];

/** Components, operations and services of which nothing came have no state. */
const ofNoState: ValueMapping = {
  type: MappingType.SpecialValue,
  options: { match: SpecialValueMatch.NullAndNan, result: { text: "", index: 9 } },
};

/** The shades of the strip above; what has no evidence, as a component or an operation, is grey. */
const byEvidence = {
  id: "thresholds",
  value: {
    mode: ThresholdsMode.Absolute,
    steps: [
      { value: null, color: colours.none },
      ...steps.map(({ value, color }) => ({ value: value ?? leastEvidence, color })),
    ],
  },
};

/** The components, what they serve and what they need, each service in the shade of its evidence. */
export function blastRadius(): PanelBuilder {
  const panel = new PanelBuilder()
    .title("Blast radius")
    .description(
      "Components, what they serve and what they need, by the topology. The darker a service, the surer it is that it failed in the chosen time (nats); below it what it is at the end",
    )
    .datasource(influx)
    .height(14)
    .span(24)
    .noValue("No topology is configured");
  for (const query of queries) panel.withTarget(query);
  return panel
    .transformations([...joined])
    .overrideByName("color", [{ id: "color", value: { mode: FieldColorModeId.Thresholds } }, byEvidence])
    .overrideByName("mainstat", [
      { id: "unit", value: "suffix:nats" },
      { id: "decimals", value: 1 },
    ])
    .overrideByName("secondarystat", [{ id: "mappings", value: [stateCodes, ofNoState] }]);
}
