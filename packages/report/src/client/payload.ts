/** What the builder hands to the page's script, as JSON. All times are epoch milliseconds. */
export interface Payload {
  readonly windowMs: number;
  /** Key of a strip's figure in the document to its cells. */
  readonly strips: Readonly<Record<string, Strip>>;
  /** Key of a chart's place in the document to its lines. */
  readonly charts: Readonly<Record<string, Chart>>;
  readonly incidents: readonly IncidentPlace[];
  /** Components of the topology to the services that need them, for choosing rows. */
  readonly components: Readonly<Record<string, readonly string[]>>;
}

/** Where an incident stands on the page, and which cells belong to it. */
export interface IncidentPlace {
  readonly anchor: string;
  readonly from: number;
  /** Null while it is not over. */
  readonly to: number | null;
  readonly services: readonly string[];
  readonly scope: string;
  /** The one that was named, or those among which it is open. */
  readonly components: readonly string[];
  /** Higher is worse. */
  readonly severity: number;
}

/** Evidence of rows by time, in bins of equal length. */
export interface Strip {
  readonly from: number;
  readonly binMs: number;
  readonly bins: number;
  readonly rows: readonly StripRow[];
  readonly marks: readonly Mark[];
}

/** Each lane is base64 of one evidence code per bin (`evidence-code.js`); null stands for a lane without anything in it. */
export interface StripRow {
  readonly name: string;
  readonly telemetry: string | null;
  readonly reportsOnly: string | null;
  /** A code stands where the unit is worked on. */
  readonly planned: string | null;
}

export type MarkKind = "onset" | "detected" | "resolved" | "truth";

export interface Mark {
  readonly kind: MarkKind;
  readonly at: number;
}

export type ChartScale = "linear" | "log" | "log-with-zero";
export type ChartUnit = "ratio" | "count" | "ms";

/** One signal of one unit; every column has the length of the chart's times. */
export interface Chart {
  readonly scale: ChartScale;
  readonly unit: ChartUnit;
  /** First window and number of windows of each segment: around the onset, and around the end when that is apart. */
  readonly segments: readonly ChartSegment[];
  readonly marks: readonly Mark[];
  readonly observed: Column;
  readonly expected: Column;
  readonly lower: Column;
  readonly upper: Column;
}

export type Column = readonly (number | null)[];

export interface ChartSegment {
  readonly from: number;
  readonly windows: number;
}
