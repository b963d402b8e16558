import type { Preset } from "../mapping/preset.ts";
import { rpcServerErrors, serverErrors } from "./server-errors.ts";

const resource = {
  service: ["service.name"],
  region: ["cloud.region"],
};

/** How a Prometheus exporter or a Collector writes the same names: `job` is the service, as the specification says. */
const translated = {
  service: ["service_name", "job"],
  region: ["cloud_region"],
};

/** The same counts of a histogram, of which those with this status are errors. */
const requestsAndErrors = (metric: string, status: string, errors: string | string[]) => [
  { metric, as: "requests" as const },
  { metric, as: "errors" as const, where: { [status]: errors } },
];

export const otelHttp: Preset = {
  name: "otel-http",
  reads: "OpenTelemetry HTTP servers: requests and 5xx, by current and old names, also through Prometheus",
  documented: "https://opentelemetry.io/docs/specs/semconv/http/http-metrics/",
  groups: [
    {
      ...resource,
      metrics: requestsAndErrors("http.server.request.duration", "http.response.status_code", serverErrors),
    },
    { ...resource, metrics: requestsAndErrors("http.server.duration", "http.status_code", serverErrors) },
    {
      ...translated,
      metrics: requestsAndErrors(
        "http_server_request_duration_seconds_count",
        "http_response_status_code",
        serverErrors,
      ),
    },
    {
      ...translated,
      metrics: requestsAndErrors("http_server_duration_milliseconds_count", "http_status_code", serverErrors),
    },
  ],
};

export const otelRpc: Preset = {
  name: "otel-rpc",
  reads: "OpenTelemetry RPC servers: calls and server errors, by current and old names",
  documented: "https://opentelemetry.io/docs/specs/semconv/rpc/rpc-metrics/",
  groups: [
    {
      ...resource,
      metrics: requestsAndErrors("rpc.server.call.duration", "rpc.response.status_code", rpcServerErrors),
    },
    {
      ...resource,
      metrics: requestsAndErrors("rpc.server.duration", "rpc.grpc.status_code", rpcServerErrors),
    },
    {
      ...translated,
      metrics: requestsAndErrors(
        "rpc_server_duration_milliseconds_count",
        "rpc_grpc_status_code",
        rpcServerErrors,
      ),
    },
  ],
};

export const otelMessaging: Preset = {
  name: "otel-messaging",
  reads: "OpenTelemetry consumers of messages: processed messages and how long it took them",
  documented: "https://opentelemetry.io/docs/specs/semconv/messaging/messaging-metrics/",
  groups: [
    {
      ...resource,
      operation: ["messaging.destination.name"],
      metrics: [
        { metric: "messaging.process.duration", as: "latency", where: { "error.type": "" } },
        { metric: "messaging.process.duration", as: "undelivered", where: { "error.type": "?*" } },
      ],
    },
    {
      ...resource,
      operation: ["messaging.destination.name"],
      metrics: [
        { metric: "messaging.client.consumed.messages", as: "delivered", where: { "error.type": "" } },
        { metric: "messaging.client.consumed.messages", as: "undelivered", where: { "error.type": "?*" } },
      ],
    },
    {
      ...resource,
      operation: ["messaging.destination.name"],
      metrics: [
        { metric: "messaging.process.messages", as: "delivered", where: { "error.type": "" } },
        { metric: "messaging.process.messages", as: "undelivered", where: { "error.type": "?*" } },
      ],
    },
  ],
};
