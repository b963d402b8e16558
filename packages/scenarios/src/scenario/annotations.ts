import { AnnotatedEntry, type Status } from "./annotated.ts";

/** One annotated entry of a scenario file and how many numbers and times its value holds. */
export interface Annotation {
  readonly path: string;
  readonly entry: AnnotatedEntry;
  readonly numbers: number;
}

export interface Annotations {
  readonly entries: readonly Annotation[];
  /** Places of numbers and times outside any entry, and of entries that are not well formed. */
  readonly faults: readonly string[];
}

const instantPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

/** Finds every annotated entry of a scenario document, and every number that is not in one. */
export function annotations(document: unknown): Annotations {
  const entries: Annotation[] = [];
  const faults: string[] = [];
  const visit = (node: unknown, path: string): void => {
    if (isNumber(node)) faults.push(`${path}: ${String(node)} carries no status`);
    if (typeof node !== "object" || node === null) return;
    if ("value" in node && "status" in node) {
      const result = AnnotatedEntry.safeParse(node);
      if (result.success) entries.push({ path, entry: result.data, numbers: countNumbers(node.value) });
      else faults.push(`${path}: ${result.error.issues[0]?.message ?? "is not an annotated entry"}`);
      return;
    }
    for (const [key, child] of Object.entries(node)) visit(child, path === "" ? key : `${path}.${key}`);
  };
  visit(document, "");
  return { entries, faults };
}

/** How many numbers and times have each status. */
export function countByStatus(entries: readonly Annotation[]): Readonly<Record<Status, number>> {
  const counts: Record<Status, number> = { published: 0, derived: 0, assumed: 0 };
  for (const { entry, numbers } of entries) counts[entry.status] += numbers;
  return counts;
}

function isNumber(node: unknown): boolean {
  return typeof node === "number" || (typeof node === "string" && instantPattern.test(node));
}

function countNumbers(node: unknown): number {
  if (isNumber(node)) return 1;
  if (typeof node !== "object" || node === null) return 0;
  return Object.values(node).reduce((sum: number, child) => sum + countNumbers(child), 0);
}
