/**
 * Gives a column of so many numbers. The same one is given again and again, or its memory: a new array for every number that
 * is worked out would cost more than working it out. So what stands in it is void when it is asked for the next time.
 */
export type Room = (length: number) => Float64Array;

export function room(): Room {
  let memory = new Float64Array(0);
  let column = memory;
  return (length) => {
    if (column.length !== length) {
      if (memory.length < length) memory = new Float64Array(Math.max(length, 2 * memory.length));
      column = memory.subarray(0, length);
    }
    return column;
  };
}

/** The same for numbers of rows. */
function rowRoom(): (length: number) => Int32Array {
  let memory = new Int32Array(0);
  let column = memory;
  return (length) => {
    if (column.length !== length) {
      if (memory.length < length) memory = new Int32Array(Math.max(length, 2 * memory.length));
      column = memory.subarray(0, length);
    }
    return column;
  };
}

/** Room for the numbers of a batch. */
export interface BatchRoom {
  readonly rows: ReturnType<typeof rowRoom>;
  readonly values: Room;
  readonly exposures: Room;
  readonly intervalsMs: Room;
}

export const batchRoom = (): BatchRoom => ({
  rows: rowRoom(),
  values: room(),
  exposures: room(),
  intervalsMs: room(),
});

/** Room for what a kind with a level works out of a batch. */
export interface LevelRoom {
  readonly levels: Room;
  readonly bases: Room;
  readonly residuals: Room;
  readonly isTypical: Room;
  readonly means: Room;
  readonly deviations: Room;
  readonly predicted: Room;
  readonly first: Room;
  readonly second: Room;
  readonly lasting: Room;
  readonly before: Room;
  readonly tamed: Room;
}

export const levelRoom = (): LevelRoom => ({
  levels: room(),
  bases: room(),
  residuals: room(),
  isTypical: room(),
  means: room(),
  deviations: room(),
  predicted: room(),
  first: room(),
  second: room(),
  lasting: room(),
  before: room(),
  tamed: room(),
});
