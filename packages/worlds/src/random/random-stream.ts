import { hashText } from "./hash-text.ts";
import { type RandomSource, sfc32 } from "./sfc32.ts";

/**
 * A random source of its own for one purpose, such as `("7", "whatsapp", "errors")`.
 * Streams of different purposes do not influence each other: a fault that is added to one service leaves every
 * other service's numbers as they were.
 */
export function randomStream(seed: number, ...purpose: readonly string[]): RandomSource {
  const text = [String(seed), ...purpose].join("\u0000");
  const first = hashText(text);
  const second = hashText(text, first ^ 0x9e3779b9);
  const third = hashText(text, second ^ 0x85ebca6b);
  return sfc32([first, second, third]);
}
