import { didYouMean as nearest } from "@tocsin/adapters/config";

/** The known word that was probably meant, or null when none is near: the only one that begins so, or the likest. */
export function closest(word: string, known: readonly string[]): string | null {
  const lower = word.toLowerCase();
  const beginSo = known.filter((candidate) => lower.length >= 2 && candidate.startsWith(lower));
  return beginSo.length === 1 ? beginSo[0]! : nearest(word, known);
}

/** `Did you mean WORD?`, or null. */
export function didYouMean(word: string, known: readonly string[], prefix = ""): string | null {
  const meant = closest(word, known);
  return meant === null ? null : `Did you mean ${prefix}${meant}?`;
}
