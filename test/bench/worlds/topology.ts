import { readFileSync } from "node:fs";
import { Topology } from "@tocsin/contracts";
import type { TopologyInput } from "@tocsin/core";
import { parse } from "yaml";

export const topologyIn = (path: string): TopologyInput => Topology.parse(parse(readFileSync(path, "utf8")));
