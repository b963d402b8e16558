import type { DeliveryLatencyReading, Reading } from "../reading/reading.ts";

/** The largest frame that is written in one record: below Kafka's default limit of 1 MiB with room for headers. */
export const maxFrameBytes = 900_000;

/** Everything of a frame but its rows, and the names of all columns: an upper bound. */
export const frameOverheadBytes = 2500;

/** A JSON number takes at most 24 characters (sign, 17 digits, point, exponent), `null` 4, and a comma follows. */
const numberBytes = 25;
/** Whole numbers below 2^53 have at most 16 digits. */
const wholeNumberBytes = 17;
/** Two quotes and a comma; names are ASCII. */
const nameOverheadBytes = 3;

/** An upper bound of what a reading adds to its frame as JSON, in bytes. */
export function readingBytes(reading: Reading): number {
  const names =
    nameBytes(reading.service) +
    nameBytes(reading.operation) +
    nameBytes(reading.region) +
    nameBytes(reading.source);
  const common = names + 3 * wholeNumberBytes;
  if (reading.stream === "error-rate") return common + 2 * wholeNumberBytes;
  if (reading.stream === "report-volume") return common + wholeNumberBytes + nameBytes(reading.category);
  return common + deliveryBytes(reading);
}

function nameBytes(name: string | null): number {
  return name === null ? 5 : name.length + nameOverheadBytes;
}

function deliveryBytes(reading: DeliveryLatencyReading): number {
  const histogram = reading.buckets === null ? 5 : 3 + reading.buckets.length * numberBytes;
  return 2 * wholeNumberBytes + 4 * numberBytes + histogram;
}
