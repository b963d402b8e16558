/** Residuals are against the median of so many values on each side. */
const halfWidth = 12;
/** A series that is shorter tells too little. */
const fewestValues = 100;

/**
 * What is left of a series of counts or values when its slow course is taken out: the logarithm of each value over the
 * median round it. Half a unit is added to both, so that zeros have one.
 *
 * @example residualsOf([9.5, 9.5, 29.5])[2] === Math.log(3)
 */
export function residualsOf(values: readonly number[]): readonly number[] {
  return values.map((value, index) => {
    const near = values
      .slice(Math.max(0, index - halfWidth), index + halfWidth + 1)
      .toSorted((a, b) => a - b);
    return Math.log((value + 0.5) / (near[Math.floor(near.length / 2)]! + 0.5));
  });
}

/**
 * Residuals of all series in a CSV text with the columns `series` and `value`, others are not read; no cell may hold a comma.
 * Values that are no numbers of 0 or more are passed over, as are series of fewer than 100 values. Throws an Error with a
 * sentence for the user where nothing is left.
 */
export function residualsIn(csv: string): readonly (readonly number[])[] {
  const [header = "", ...lines] = csv.split(/\r?\n/);
  const titles = header.split(",");
  const [series, value] = [titles.indexOf("series"), titles.indexOf("value")];
  if (series < 0 || value < 0) throw new Error("the first line does not name the columns series and value");
  const bySeries = new Map<string, number[]>();
  for (const line of lines) {
    const cells = line.split(",");
    const [name, text] = [cells[series], cells[value]];
    if (name === undefined || text === undefined || text.trim() === "") continue;
    const number = Number(text);
    if (!(number >= 0 && number < Infinity)) continue;
    const known = bySeries.get(name);
    if (known === undefined) bySeries.set(name, [number]);
    else known.push(number);
  }
  const long = [...bySeries.values()].filter((values) => values.length >= fewestValues);
  if (long.length === 0) throw new Error(`no series has ${fewestValues} values`);
  return long.map(residualsOf);
}
