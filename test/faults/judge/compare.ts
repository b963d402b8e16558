/** What is wrong with a log of outputs, compared with what its inputs must give. */
export type Damage =
  | { readonly kind: "missing"; readonly of: string; readonly id: string }
  | { readonly kind: "unexpected"; readonly of: string; readonly id: string }
  | { readonly kind: "duplicated"; readonly of: string; readonly id: string; readonly times: number }
  | {
      readonly kind: "different";
      readonly of: string;
      readonly id: string;
      readonly expected: string;
      readonly found: string;
    }
  | { readonly kind: "out-of-order"; readonly of: string; readonly id: string; readonly after: string };

/** One output: what it is called, and its bytes as text. */
export interface Output {
  readonly id: string;
  readonly text: string;
}

/** Characters of either text before and behind the place where they begin to differ. */
const shownAround = 60;

function aroundDifference(text: string, other: string): string {
  let at = 0;
  while (at < text.length && text[at] === other[at]) at += 1;
  return text.slice(Math.max(0, at - shownAround), at + shownAround);
}

/**
 * Compares one ordered log of outputs: each expected output must be there once, with its bytes, and in its order. Every
 * damage is told once: what is out of order is neither missing nor unexpected.
 */
export function compareOutputs(
  of: string,
  expected: readonly Output[],
  found: readonly Output[],
): readonly Damage[] {
  const foundById = Map.groupBy(found, ({ id }) => id);
  const expectedById = new Map(expected.map((output, place) => [output.id, { ...output, place }]));
  if (expectedById.size !== expected.length)
    throw new Error(`two expected outputs of ${of} have the same id`);
  const damages: Damage[] = [];
  for (const { id, text } of expected) {
    const copies = foundById.get(id) ?? [];
    if (copies.length === 0) damages.push({ kind: "missing", of, id });
    if (copies.length > 1) damages.push({ kind: "duplicated", of, id, times: copies.length });
    const other = copies.find((copy) => copy.text !== text);
    if (other !== undefined)
      damages.push({
        kind: "different",
        of,
        id,
        expected: aroundDifference(text, other.text),
        found: aroundDifference(other.text, text),
      });
  }
  const unexpected = [...foundById.keys()].filter((id) => !expectedById.has(id));
  for (const id of unexpected) damages.push({ kind: "unexpected", of, id });
  return [...damages, ...outOfOrder(of, found, (id) => expectedById.get(id)?.place)];
}

/** First appearances that stand behind one that must come later. */
function outOfOrder(
  of: string,
  found: readonly Output[],
  placeOf: (id: string) => number | undefined,
): readonly Damage[] {
  const damages: Damage[] = [];
  const seen = new Set<string>();
  let latest: { readonly id: string; readonly place: number } | null = null;
  for (const { id } of found) {
    const place = placeOf(id);
    if (place === undefined || seen.has(id)) continue;
    seen.add(id);
    if (latest !== null && place < latest.place)
      damages.push({ kind: "out-of-order", of, id, after: latest.id });
    else latest = { id, place };
  }
  return damages;
}

/** What a log of alerts must hold whatever its inputs were: of each incident the revisions one after another. */
export function compareRevisions(
  of: string,
  found: readonly { readonly incident: string; readonly revision: number }[],
): readonly Damage[] {
  const damages: Damage[] = [];
  const newest = new Map<string, number>();
  for (const { incident, revision } of found) {
    const before = newest.get(incident);
    const wanted = before === undefined ? 1 : before + 1;
    const id = `${incident}:${revision}`;
    if (revision > wanted) damages.push({ kind: "missing", of, id: `${incident}:${wanted}` });
    else if (before !== undefined && revision < wanted)
      damages.push(
        revision === before
          ? { kind: "duplicated", of, id, times: 2 }
          : { kind: "out-of-order", of, id, after: `${incident}:${before}` },
      );
    newest.set(incident, Math.max(before ?? 0, revision));
  }
  return damages;
}

/** Damages by their kind, for a table. */
export function countDamages(damages: readonly Damage[]): Readonly<Record<Damage["kind"], number>> {
  const counts = { missing: 0, unexpected: 0, duplicated: 0, different: 0, "out-of-order": 0 };
  for (const { kind } of damages) counts[kind] += 1;
  return counts;
}
