/**
 * The stretch of a strip that is shown, in bins. Whole bins, so that no cell is cut.
 * @typedef {object} StripView
 * @property {number} first
 * @property {number} bins
 */

/** Fewer would be broad bars without anything new in them. */
const fewestBins = 20;

/**
 * @param {number} bins
 * @returns {StripView}
 */
export const wholeView = (bins) => ({ first: 0, bins });

/**
 * The stretch between two bins, both of them shown; widened where it would be too short.
 * @param {number} all Bins of the strip.
 * @param {number} one
 * @param {number} other
 * @returns {StripView}
 */
export function viewBetween(all, one, other) {
  const [from, to] = one <= other ? [one, other] : [other, one];
  const bins = Math.min(all, Math.max(fewestBins, to - from + 1));
  const middle = Math.floor((from + to + 1 - bins) / 2);
  return { first: Math.min(all - bins, Math.max(0, middle)), bins };
}

/**
 * A view of `factor` times as many bins around one of them, which keeps its place.
 * @param {StripView} view
 * @param {number} all
 * @param {{ factor: number, bin: number }} how
 * @returns {StripView}
 */
export function zoomedView(view, all, { factor, bin }) {
  const bins = Math.min(all, Math.max(Math.min(fewestBins, all), Math.round(view.bins * factor)));
  const place = (bin - view.first) / view.bins;
  const first = Math.min(bin, Math.max(bin - bins + 1, Math.round(bin - place * bins)));
  return { first: Math.min(all - bins, Math.max(0, first)), bins };
}

/**
 * The view moved so that a bin is in it.
 * @param {StripView} view
 * @param {number} bin
 * @returns {StripView}
 */
export function viewWith(view, bin) {
  if (bin < view.first) return { ...view, first: bin };
  if (bin >= view.first + view.bins) return { ...view, first: bin - view.bins + 1 };
  return view;
}
