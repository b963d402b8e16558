/** A reading on its way: what a producer says of one interval, and when that arrives. */
export type Sent = SentRequests | SentMessages | SentReports;

interface Sending {
  readonly service: string;
  /** Start of the interval as its producer's clock says, epoch milliseconds. */
  readonly ts: number;
  readonly intervalMs: number;
  readonly arrivalMs: number;
}

export interface SentRequests extends Sending {
  readonly stream: "error-rate";
  readonly requests: number;
  readonly errors: number;
}

export interface SentMessages extends Sending {
  readonly stream: "delivery-latency";
  readonly delivered: number;
  readonly undelivered: number;
  /** Null where nothing was delivered. */
  readonly p95Ms: number | null;
}

export interface SentReports extends Sending {
  readonly stream: "report-volume";
  readonly reports: number;
}
