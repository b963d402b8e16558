import { decodeNats, noData } from "./evidence-code.js";
import { rampPosition } from "./ramp.js";

const rampStops = 6;

/**
 * A colour of the page's style in the theme at hand.
 * @param {string} name
 */
export function themeColour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** @param {string} hex `#rrggbb` */
function channels(hex) {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
}

/**
 * The colour of every evidence code, for telemetry.
 * @returns {string[]} 256 colours; that of no data is transparent
 */
export function evidenceColours() {
  const stops = Array.from({ length: rampStops }, (_, stop) => channels(themeColour(`heat-${stop}`)));
  return Array.from({ length: 256 }, (_, code) => {
    if (code === noData) return "transparent";
    const place = rampPosition(decodeNats(code) ?? 0) * (rampStops - 1);
    const below = Math.min(rampStops - 2, Math.floor(place));
    const [from, to] = [stops[below] ?? [], stops[below + 1] ?? []];
    const mixed = from.map((value, channel) =>
      Math.round(value + ((to[channel] ?? value) - value) * (place - below)),
    );
    return `rgb(${mixed.join(",")})`;
  });
}
