import type { ErrorCode } from "@tocsin/contracts";
import { type Field, fieldsOf } from "@tocsin/core";
import { rejected, type WireRejection } from "./payload.ts";

/** The part of a schema's complaint that is used here. */
export interface SchemaIssue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** What stood there; absent where nothing did. */
  readonly input?: unknown;
  /** Of a union: what each of its branches complains about. */
  readonly errors?: readonly (readonly { readonly message: string }[])[] | undefined;
}

const fields = Object.values(fieldsOf).flat();
const namesOf = (holds: Field["holds"]): readonly string[] =>
  fields.filter((field) => field.holds === holds).map(({ name }) => name);

const nameFields: ReadonlySet<PropertyKey> = new Set(namesOf("name"));
/** `count` is that of a bucket. */
const countFields: ReadonlySet<PropertyKey> = new Set([...namesOf("count"), "count"]);

/** Turns a schema's first complaint into a code and a sentence that names the field. */
export function explain(issues: readonly SchemaIssue[]): WireRejection {
  const issue = issues[0];
  if (issue === undefined) return rejected("value-schema", "the value does not fit its schema");
  const path = issue.path.map(String).join(".");
  const message = messageOf(issue);
  return rejected(codeOf(issue), path === "" ? message : `${path}: ${message}`);
}

function messageOf(issue: SchemaIssue): string {
  const branches = (issue.errors ?? []).flatMap((errors) => errors.slice(0, 1).map(({ message }) => message));
  return branches.length === 0 ? issue.message : [...new Set(branches)].join(", or: ");
}

function codeOf(issue: SchemaIssue): ErrorCode {
  const field = issue.path.at(-1);
  if (field === undefined) return "value-schema";
  if (nameFields.has(field) && issue.code !== "invalid_type") return "name-invalid";
  if (field === "intervalMs" && issue.input !== undefined) return "interval-invalid";
  if (countFields.has(field) && issue.code === "too_small") return "count-negative";
  return "value-schema";
}
