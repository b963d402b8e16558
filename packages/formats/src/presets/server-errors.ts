/** HTTP statuses that are the server's fault; 4xx are the client's. */
export const serverErrors = "5*";

/** gRPC codes that OpenTelemetry counts as a server's errors, as numbers and as names. */
export const rpcServerErrors = [
  "2",
  "4",
  "12",
  "13",
  "14",
  "15",
  "UNKNOWN",
  "DEADLINE_EXCEEDED",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
];
