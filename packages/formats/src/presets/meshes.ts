import type { Preset } from "../mapping/preset.ts";
import { serverErrors } from "./server-errors.ts";

/** A response code of 0 is a request that got no answer. */
const failed = [serverErrors, "0"];

export const istio: Preset = {
  name: "istio",
  reads: "Istio: requests and failed ones of each workload; client and server proxies are two witnesses",
  documented: "https://istio.io/latest/docs/reference/config/metrics/",
  groups: [
    {
      service: ["destination_canonical_service", "destination_service_name", "destination_workload"],
      source: ["reporter"],
      metrics: [
        { metric: "istio_requests_total", as: "requests" },
        { metric: "istio_requests_total", as: "errors", where: { response_code: failed } },
      ],
    },
  ],
};

export const envoy: Preset = {
  name: "envoy",
  reads: "Envoy: answered requests and 5xx of each upstream cluster",
  documented:
    "https://www.envoyproxy.io/docs/envoy/latest/configuration/upstream/cluster_manager/cluster_stats",
  groups: [
    {
      service: ["envoy_cluster_name"],
      metrics: [
        { metric: "envoy_cluster_upstream_rq_xx", as: "requests" },
        { metric: "envoy_cluster_upstream_rq_xx", as: "errors", where: { envoy_response_code_class: "5" } },
      ],
    },
  ],
};

export const nginx: Preset = {
  name: "nginx",
  reads: "nginx: the Kubernetes ingress controller, NGINX Plus, and the VTS module",
  documented: "https://kubernetes.github.io/ingress-nginx/user-guide/monitoring/",
  groups: [
    {
      service: ["exported_service", "service", "ingress"],
      metrics: [
        { metric: "nginx_ingress_controller_requests", as: "requests" },
        { metric: "nginx_ingress_controller_requests", as: "errors", where: { status: serverErrors } },
      ],
    },
    {
      service: ["server_zone"],
      metrics: [
        { metric: "nginxplus_server_zone_responses", as: "requests" },
        { metric: "nginxplus_server_zone_responses", as: "errors", where: { code: "5xx" } },
      ],
    },
    {
      service: ["host"],
      metrics: [
        {
          metric: "nginx_vts_server_requests_total",
          as: "requests",
          where: { code: ["1xx", "2xx", "3xx", "4xx", "5xx"] },
          unless: { host: "[*]" },
        },
        {
          metric: "nginx_vts_server_requests_total",
          as: "errors",
          where: { code: "5xx" },
          unless: { host: "[*]" },
        },
      ],
    },
  ],
};

export const traefik: Preset = {
  name: "traefik",
  reads: "Traefik: requests and 5xx of each service, of version 2 and later, and of version 1",
  documented: "https://doc.traefik.io/traefik/observability/metrics/overview/",
  groups: [
    {
      service: ["exported_service", "service"],
      metrics: [
        { metric: "traefik_service_requests_total", as: "requests" },
        { metric: "traefik_service_requests_total", as: "errors", where: { code: serverErrors } },
      ],
    },
    {
      service: ["backend"],
      metrics: [
        { metric: "traefik_backend_requests_total", as: "requests" },
        { metric: "traefik_backend_requests_total", as: "errors", where: { code: serverErrors } },
      ],
    },
  ],
};

export const spring: Preset = {
  name: "spring",
  reads: "Spring Boot (Micrometer): requests and 5xx of each application",
  documented: "https://docs.spring.io/spring-boot/reference/actuator/metrics.html",
  groups: [
    {
      service: ["application", "service_name", "service", "job"],
      metrics: [
        { metric: "http_server_requests_seconds_count", as: "requests" },
        { metric: "http_server_requests_seconds_count", as: "errors", where: { status: serverErrors } },
      ],
    },
    {
      service: ["service.name"],
      metrics: [
        { metric: "http.server.requests", as: "requests" },
        { metric: "http.server.requests", as: "errors", where: { status: serverErrors } },
      ],
    },
  ],
};
