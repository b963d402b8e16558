import type { Topology } from "@tocsin/contracts";
import type { FieldValue, Point } from "./point.ts";

const hourMs = 3_600_000;

/**
 * Event time under which the topology is written with a window: the start of its UTC hour. So writing twice changes
 * nothing, a bucket with a retention always holds the present topology, and a change shows from the next hour on.
 */
export function topologyTimeMs(windowStart: number): number {
  return Math.floor(windowStart / hourMs) * hourMs;
}

/** Nodes and edges of the topology, in the shape that Grafana's node graph reads. */
export function topologyPoints(
  topology: Topology,
  environment: string,
  timestampMs: number,
): readonly Point[] {
  const nodes = [...nodesOf(topology)].map(({ id, title, fields }) => ({
    measurement: "topology_node",
    tags: { environment, id, title },
    fields,
    timestampMs,
  }));
  const edges = [...edgesOf(topology)].map(({ source, target, kind }) => ({
    measurement: "topology_edge",
    tags: { environment, id: `${source} -> ${target}`, source, target },
    fields: { kind },
    timestampMs,
  }));
  return [...nodes, ...edges];
}

interface Node {
  readonly id: string;
  readonly title: string;
  readonly fields: Readonly<Record<string, FieldValue | null>>;
}

interface Edge {
  readonly source: string;
  readonly target: string;
  readonly kind: "member" | "depends-on" | "operation";
}

const unitId = (unit: string): string => `${unit.includes("/") ? "operation" : "service"}:${unit}`;
const componentId = (name: string): string => `component:${name}`;

function* nodesOf(topology: Topology): Generator<Node> {
  for (const [name, service] of Object.entries(topology.services)) {
    const owner = service?.owner ?? null;
    const title = service?.displayName ?? name;
    yield {
      id: unitId(name),
      title,
      fields: { kind: "service", service: name, subtitle: owner ?? "service", owner },
    };
  }
  for (const unit of operationsOf(topology)) {
    yield { id: unitId(unit), title: unit, fields: { kind: "operation", subtitle: "operation" } };
  }
  for (const [name, { description, prior }] of Object.entries(topology.components)) {
    yield {
      id: componentId(name),
      title: name,
      fields: {
        kind: "component",
        component: name,
        subtitle: "component",
        description: description ?? null,
        prior: prior ?? 1,
      },
    };
  }
}

function* edgesOf(topology: Topology): Generator<Edge> {
  for (const unit of operationsOf(topology)) {
    const service = unit.slice(0, unit.indexOf("/"));
    yield { source: unitId(service), target: unitId(unit), kind: "operation" };
  }
  for (const [name, { services, dependsOn }] of Object.entries(topology.components)) {
    const source = componentId(name);
    for (const unit of new Set(services)) yield { source, target: unitId(unit), kind: "member" };
    for (const other of new Set(dependsOn)) {
      yield { source, target: componentId(other), kind: "depends-on" };
    }
  }
}

/** Operations that a component names: they stand nowhere else in the file. */
function operationsOf({ components }: Topology): ReadonlySet<string> {
  const units = Object.values(components).flatMap(({ services }) => services);
  return new Set(units.filter((unit) => unit.includes("/")));
}
