import { TelemetryMapping } from "@tocsin/contracts";
import { presets } from "@tocsin/formats";
import { expect, test } from "vitest";
import { text } from "../support/otlp-json.ts";
import { minute, noon, readAll } from "../support/read-all.ts";

const at = (minutes: number): number => noon + minutes * minute;

/** Each line with its value at the start and at the end of a minute, as the exporter of that tool names it. */
const exposed: Readonly<Record<string, { lines: readonly [string, number, number][]; gives: object }>> = {
  "otel-http": {
    lines: [
      ['http_server_request_duration_seconds_count{job="shop",http_response_status_code="200"}', 5, 25],
      ['http_server_request_duration_seconds_count{job="shop",http_response_status_code="502"}', 0, 3],
    ],
    gives: { service: "shop", requests: 23, errors: 3 },
  },
  "otel-rpc": {
    lines: [
      ['rpc_server_duration_milliseconds_count{job="shop",rpc_grpc_status_code="0"}', 5, 25],
      ['rpc_server_duration_milliseconds_count{job="shop",rpc_grpc_status_code="5"}', 5, 6],
      ['rpc_server_duration_milliseconds_count{job="shop",rpc_grpc_status_code="14"}', 0, 3],
    ],
    gives: { service: "shop", requests: 24, errors: 3 },
  },
  "otel-messaging": {
    lines: [
      ['messaging.client.consumed.messages{service.name="mailer",messaging.destination.name="out"}', 5, 25],
      [
        'messaging.client.consumed.messages{service.name="mailer",messaging.destination.name="out",error.type="t"}',
        0,
        2,
      ],
    ],
    gives: { service: "mailer", operation: "out", delivered: 20, undelivered: 2 },
  },
  istio: {
    lines: [
      [
        'istio_requests_total{destination_canonical_service="shop",reporter="source",response_code="200"}',
        5,
        25,
      ],
      [
        'istio_requests_total{destination_canonical_service="shop",reporter="source",response_code="0"}',
        0,
        3,
      ],
    ],
    gives: { service: "shop", source: "source", requests: 23, errors: 3 },
  },
  envoy: {
    lines: [
      ['envoy_cluster_upstream_rq_xx{envoy_cluster_name="shop",envoy_response_code_class="2"}', 5, 25],
      ['envoy_cluster_upstream_rq_xx{envoy_cluster_name="shop",envoy_response_code_class="5"}', 0, 3],
    ],
    gives: { service: "shop", requests: 23, errors: 3 },
  },
  nginx: {
    lines: [
      ['nginx_ingress_controller_requests{service="shop",status="200",host="a"}', 5, 25],
      ['nginx_ingress_controller_requests{service="shop",status="503",host="a"}', 0, 3],
    ],
    gives: { service: "shop", requests: 23, errors: 3 },
  },
  traefik: {
    lines: [
      ['traefik_service_requests_total{service="shop@docker",code="200"}', 5, 25],
      ['traefik_service_requests_total{service="shop@docker",code="500"}', 0, 3],
    ],
    gives: { service: "shop@docker", requests: 23, errors: 3 },
  },
  spring: {
    lines: [
      ['http_server_requests_seconds_count{application="shop",status="200",uri="/a"}', 5, 25],
      ['http_server_requests_seconds_count{application="shop",status="500",uri="/b"}', 0, 3],
    ],
    gives: { service: "shop", requests: 23, errors: 3 },
  },
  "kafka-lag": {
    lines: [
      ['kafka_consumergroup_current_offset{consumergroup="mailer",topic="out",partition="0"}', 1e9, 1e9 + 20],
      ['kafka_consumergroup_current_offset{consumergroup="mailer",topic="out",partition="1"}', 5, 10],
      ['kafka_consumergroup_lag{consumergroup="mailer",topic="out",partition="0"}', 1, 7],
      ['kafka_consumergroup_lag{consumergroup="mailer",topic="out",partition="1"}', 1, 4],
    ],
    gives: { service: "mailer", operation: "out", delivered: 25, undelivered: 11 },
  },
  rabbitmq: {
    lines: [
      ['rabbitmq_global_messages_acknowledged_total{job="rabbit"}', 5, 25],
      ['rabbitmq_queue_messages_ready{job="rabbit"}', 1, 7],
    ],
    gives: { service: "rabbit", delivered: 20, undelivered: 7 },
  },
  sqs: {
    lines: [
      ['aws_sqs_number_of_messages_deleted_sum{dimension_QueueName="out"}', 12, 20],
      ['aws_sqs_approximate_number_of_messages_visible_average{dimension_QueueName="out"}', 1, 7],
      ['aws_sqs_approximate_age_of_oldest_message_maximum{dimension_QueueName="out"}', 1, 31],
    ],
    gives: { service: "out", delivered: 20, undelivered: 7, oldestUndeliveredMs: 31_000 },
  },
  probes: {
    lines: [['probe_success{instance="https://shop.example",job="blackbox"}', 1, 0]],
    gives: { service: "https:∕∕shop.example", source: "blackbox", requests: 1, errors: 1 },
  },
  reports: {
    lines: [['downdetector_reports{company="shop",country="de"}', 12, 20]],
    gives: { service: "shop", region: "de", reports: 20 },
  },
  promql: {
    lines: [
      ['tocsin_requests{service="shop"}', 12, 20.2],
      ['tocsin_errors{service="shop"}', 0, 2],
    ],
    gives: { service: "shop", requests: 20, errors: 2 },
  },
};

const expositionOf = (lines: readonly [string, number, number][]): Uint8Array =>
  text(
    lines
      .flatMap(([series, first, second]) => [`${series} ${first} ${at(0)}`, `${series} ${second} ${at(1)}`])
      .join("\n"),
  );

test.each(Object.keys(exposed))("%s needs no editing", (name) => {
  const { lines, gives } = exposed[name]!;
  const named = readAll([expositionOf(lines)], { preset: name }, { format: "openmetrics" });
  expect(named.values.at(-1)).toMatchObject({ ts: at(0), intervalMs: minute, ...gives });
  expect(named.refused).toEqual({});
  expect(named.leftOut).toEqual({});
  const all = readAll([expositionOf(lines)], null, { format: "openmetrics" });
  expect(all.values).toEqual(named.values);
});

test("every preset has an example here, and is a mapping that could stand in a file", () => {
  expect(Object.keys(exposed)).toEqual([...presets.keys()]);
  for (const { groups } of presets.values()) {
    for (const group of groups) expect(() => TelemetryMapping.parse(group)).not.toThrow();
  }
});

test("other states of a monitor than up and down are neither", () => {
  const lines = [0, 1, 2, 3].map(
    (state) =>
      [`monitor_status{monitor_name="m${state}",monitor_type="http"}`, 1, state] as [string, number, number],
  );
  const { values } = readAll([expositionOf(lines)], { preset: "probes" }, { format: "openmetrics" });
  expect(values.filter(({ ts }) => ts === at(0)).map(({ service }) => service)).toEqual(["m0", "m1"]);
});

test("names of a user's own go before those of a preset", () => {
  const lines: [string, number, number][] = [
    ['traefik_service_requests_total{service="a@docker",team="blue"}', 0, 9],
  ];
  const mapping = { preset: "traefik", service: ["team"], region: { is: "eu" } };
  expect(readAll([expositionOf(lines)], mapping, { format: "openmetrics" }).values).toMatchObject([
    { service: "blue", region: "eu", requests: 9 },
  ]);
});
