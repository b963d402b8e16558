/** A number and the unit behind it, and the two units of one length of time. */
const withUnit = /(\d) (?=(?:%|ms|s|min|h|d|days?|million|nats)(?![\p{L}\p{N}]))/gu;
const withinLength = /(\d\u00a0(?:h|d|days?|min)) (?=\d+\u00a0(?:h|min|s)(?![\p{L}\p{N}]))/gu;

/**
 * Words for a page, on which no line ends between a number and its unit. Alerts, terminals and JSON have plain spaces: there
 * the words are data, or are broken by other rules.
 */
export const prose = (words: string): string =>
  words.replace(withUnit, "$1\u00a0").replace(withinLength, "$1\u00a0");
