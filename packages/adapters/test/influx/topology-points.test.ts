import { Topology } from "@tocsin/contracts";
import { describe, expect, test } from "vitest";
import { lineOf, projection } from "../../src/influx/index.ts";
import { frame, windowStart } from "../support/evidence.ts";

const topology = Topology.parse({
  services: { facebook: { displayName: "Facebook", owner: "web" }, whatsapp: null },
  components: {
    backbone: { services: ["facebook", "whatsapp"], description: "Links", prior: 2 },
    "media-cdn": { services: ["whatsapp/media"], dependsOn: ["backbone"] },
  },
});

const hourMs = 3_600_000;
const hour = `${Math.floor(windowStart / hourMs) * hourMs}000000`;

const linesOf = (running: ReturnType<typeof projection>, start = windowStart): readonly string[] =>
  running
    .evidence({ ...frame, windowStart: start }, null)
    .filter(({ measurement }) => measurement.startsWith("topology"))
    .map((point) => lineOf(point)!);

const running = (): ReturnType<typeof projection> => projection({ environment: "test", topology });

describe("the topology's points", () => {
  test("are nodes and edges as Grafana's node graph reads them", () => {
    expect(linesOf(running())).toEqual([
      `topology_node,environment=test,id=service:facebook,title=Facebook kind="service",owner="web",service="facebook",subtitle="web" ${hour}`,
      `topology_node,environment=test,id=service:whatsapp,title=whatsapp kind="service",service="whatsapp",subtitle="service" ${hour}`,
      `topology_node,environment=test,id=operation:whatsapp/media,title=whatsapp/media kind="operation",subtitle="operation" ${hour}`,
      `topology_node,environment=test,id=component:backbone,title=backbone component="backbone",description="Links",kind="component",prior=2,subtitle="component" ${hour}`,
      `topology_node,environment=test,id=component:media-cdn,title=media-cdn component="media-cdn",kind="component",prior=1,subtitle="component" ${hour}`,
      ...[
        ["service:whatsapp", "operation:whatsapp/media", "operation"],
        ["component:backbone", "service:facebook", "member"],
        ["component:backbone", "service:whatsapp", "member"],
        ["component:media-cdn", "operation:whatsapp/media", "member"],
        ["component:media-cdn", "component:backbone", "depends-on"],
      ].map(
        ([source, target, kind]) =>
          String.raw`topology_edge,environment=test,id=${source}\ ->\ ${target},source=${source},target=${target} kind="${kind}" ${hour}`,
      ),
    ]);
  });

  test("are given once for every hour of event time", () => {
    const one = running();
    const counts = [0, 60_000, 2 * hourMs, 2 * hourMs + 60_000].map(
      (later) => linesOf(one, windowStart + later).length,
    );
    expect(counts).toEqual([10, 0, 10, 0]);
  });

  test("are given with the next window when the topology changes, and not at all without one", () => {
    const one = running();
    linesOf(one);
    one.changeTopology(Topology.parse({ services: { facebook: null } }));
    expect(linesOf(one)).toHaveLength(1);
    one.changeTopology(null);
    expect(linesOf(one)).toEqual([]);
  });
});
