import { isFlat, soak, type SoakHour } from "./soak.ts";

/** Says how each hour ended, and whether all is flat: that is what it gives. */
export function runSoak(hours: number, write: (text: string) => unknown): boolean {
  const sound = isFlat(soak(hours, (hour) => write(lineOf(hour))));
  write(sound ? "What is kept is flat.\n" : "What is kept grows.\n");
  return sound;
}

const kilobytes = (bytes: number): string => `${Math.round(bytes / 1000)} kB`;

function lineOf({ hour, heapBytes, snapshotBytes, windowMs, ...rest }: SoakHour): string {
  const { series, refusedMessages, refusedSeries, droppedSeries } = rest;
  const sizes = `heap ${kilobytes(heapBytes)}, snapshot ${kilobytes(snapshotBytes)}, ${windowMs.toFixed(2)} ms a window`;
  const counts = `${series} series, ${droppedSeries} dropped, ${refusedSeries} refused, ${refusedMessages} messages refused`;
  return `hour ${hour + 1}: ${sizes}; ${counts}\n`;
}
