import type { ConfigFault, ConfigPath } from "./config-fault.ts";
import { suggestion } from "./did-you-mean.ts";
import { knownKeys } from "./known-keys.ts";
import type { YamlSource } from "./yaml-source.ts";

/** A schema's complaint, as far as it is used here. */
export interface SchemaIssue {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** Of `invalid_type`. */
  readonly expected?: string;
  /** Of `unrecognized_keys`. */
  readonly keys?: readonly string[];
  /** Of `invalid_union`: the complaints of each branch, with paths from the union on. */
  readonly errors?: readonly (readonly SchemaIssue[])[];
}

/** Every complaint of a schema with the place in the file it is about. */
export function schemaFaults(
  schema: unknown,
  source: YamlSource,
  issues: readonly SchemaIssue[],
): readonly ConfigFault[] {
  return issues.flatMap((issue) => innermost(issue)).flatMap((issue) => faultsOf(schema, source, issue));
}

/** Of a union only the branch that comes nearest is worth reading. */
function innermost(issue: SchemaIssue): readonly SchemaIssue[] {
  const [nearest] = [...(issue.errors ?? [])].sort((one, other) => weight(one) - weight(other));
  if (issue.code !== "invalid_union" || nearest === undefined) return [issue];
  return nearest.flatMap((inner) => innermost({ ...inner, path: [...issue.path, ...inner.path] }));
}

function weight(issues: readonly SchemaIssue[]): number {
  return issues.reduce((sum, issue) => sum + (issue.keys?.length ?? 1), 0);
}

function faultsOf(schema: unknown, source: YamlSource, issue: SchemaIssue): readonly ConfigFault[] {
  const path = issue.path.map((step) => (typeof step === "number" ? step : String(step)));
  if (issue.code === "unrecognized_keys") {
    return (issue.keys ?? []).map((key) => unknownKey(schema, source, [...path, key]));
  }
  const position = source.position(path, issue.code === "invalid_key" ? "key" : "value");
  const found = valueAt(source.value, path);
  const message =
    found === undefined
      ? `${String(path.at(-1))} is missing${ownAdvice(issue)}`
      : messageOf(issue) + quoteAdvice(issue, found);
  return [{ code: "config-schema", file: source.file, ...position, path: path.join("."), message }];
}

/** Undefined where nothing stands. */
function valueAt(value: unknown, path: ConfigPath): unknown {
  let found = value;
  for (const step of path) found = (found as Record<string | number, unknown> | null | undefined)?.[step];
  return found;
}

/** What a schema says itself of a key that is not there; of all others zod says what it expected. */
const ownAdvice = ({ message }: SchemaIssue): string =>
  message.startsWith("Invalid ") ? "" : `: ${message}`;

/** YAML reads `1.10` as a number and `null` as nothing. The value itself is not told, for it may be a secret. */
function quoteAdvice({ expected }: SchemaIssue, found: unknown): string {
  const isPlain = typeof found === "number" || typeof found === "boolean" || found === null;
  return expected === "string" && isPlain ? "; what is meant as text needs quotes" : "";
}

function unknownKey(schema: unknown, source: YamlSource, path: ConfigPath): ConfigFault {
  const section = path.slice(0, -1);
  const key = beforeColon(String(path.at(-1)));
  const known = knownKeys(schema, section);
  const meant = suggestion(key, known);
  const told = meant !== "" || !known.some((name) => secretName.test(name));
  const message = told
    ? `unknown key ${JSON.stringify(key)}${meant}`
    : "unknown key, not repeated here for it may be a piece of a secret: quote secrets";
  return {
    code: "config-unknown-key",
    file: source.file,
    ...source.position(path, "key"),
    path: (told ? [...section, key] : section).join("."),
    message,
  };
}

/** Beside such a key an unknown one may be what follows a comma in an unquoted password. */
const secretName = /(password|token)$/i;

/** `password:secret` without a space is a key to YAML. What follows the colon must not be told on. */
function beforeColon(key: string): string {
  return key.replace(/[:=].*$/s, "");
}

/** A record says that a key is wrong, its inner complaint says why. */
function messageOf(issue: SchemaIssue): string {
  const inner = (issue as { readonly issues?: readonly SchemaIssue[] }).issues?.[0];
  return inner === undefined ? issue.message : `${issue.message}: ${inner.message}`;
}
