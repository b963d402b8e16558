import type { Preset } from "../mapping/preset.ts";
import { promql, reports } from "./counts.ts";
import { envoy, istio, nginx, spring, traefik } from "./meshes.ts";
import { otelHttp, otelMessaging, otelRpc } from "./open-telemetry.ts";
import { probes } from "./probes.ts";
import { kafkaLag, rabbitmq, sqs } from "./queues.ts";

const all: readonly Preset[] = [
  otelHttp,
  otelRpc,
  otelMessaging,
  istio,
  envoy,
  nginx,
  traefik,
  spring,
  kafkaLag,
  rabbitmq,
  sqs,
  probes,
  reports,
  promql,
];

/** By name, in the order of their documentation. */
export const presets: ReadonlyMap<string, Preset> = new Map(all.map((preset) => [preset.name, preset]));
