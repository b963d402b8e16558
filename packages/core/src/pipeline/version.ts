/** Changes whenever the same telemetry could give other alerts. */
export const detectorVersion = "0.3.0";
