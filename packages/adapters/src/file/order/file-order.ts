/** Places in a file where its clock is known, in the order of the file. */
export interface OrderPoints {
  /** Where a line begins in the unpacked file. */
  readonly byte: number[];
  readonly line: number[];
  /** The file's clock there: no line of the section from here on is taken to have arrived earlier. */
  readonly clockMs: number[];
}

/** The sections of a file. */
export interface FileOrder {
  readonly points: OrderPoints;
  /** The first point of each section; one section where the file is in order. */
  readonly firsts: readonly number[];
  /** The file's clock at the end of each section. */
  readonly endsMs: readonly number[];
  readonly isInOrder: boolean;
  /** It has more sections than are looked for. */
  readonly isTooMuch: boolean;
}

/** A stretch of a file whose lines stand in the order of arrival. */
export interface Section {
  readonly fromByte: number;
  /** Exclusive; infinite to the end of the file. */
  readonly toByte: number;
  readonly line: number;
  readonly clockMs: number;
  /** The clock that a line of the section has: its arrival, kept between the points around it. */
  readonly clockOf: ClockOf;
}

/** Asked with the lines of a section, in their order. */
export type ClockOf = (line: number, arrivalMs: number) => number;

export function sectionsOf({ points, firsts, endsMs }: FileOrder): readonly Section[] {
  return firsts.map((first, at) => {
    const end = firsts[at + 1] ?? points.byte.length;
    return {
      fromByte: points.byte[first] as number,
      toByte: points.byte[end] ?? Infinity,
      line: points.line[first] as number,
      clockMs: points.clockMs[first] as number,
      clockOf: clockOf(points, { first, end, endMs: endsMs[at] as number }),
    };
  });
}

function clockOf(
  { line, clockMs }: OrderPoints,
  { first, end, endMs }: { readonly first: number; readonly end: number; readonly endMs: number },
): ClockOf {
  let at = first;
  return (ofLine, arrivalMs) => {
    while (at + 1 < end && (line[at + 1] as number) <= ofLine) at += 1;
    const lowest = clockMs[at] as number;
    const highest = at + 1 < end ? (clockMs[at + 1] as number) : endMs;
    return Math.min(Math.max(arrivalMs, lowest), highest);
  };
}
