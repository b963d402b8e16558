const hidden = "***";
/** Deeper than this nothing of ours is nested; it ends circles too. */
const deepest = 6;
const secretKey = /(password|passwd|token|secret|authorization|credential)$/i;

/**
 * A copy of a value that is fit for a log: plain JSON, errors as objects, without the texts in `secrets` wherever they
 * stand and without the value of any key that is called a password, a token or the like.
 */
export function discreet(value: unknown, secrets: readonly string[], depth = 0): unknown {
  if (typeof value === "string") return withoutSecrets(value, secrets);
  if (typeof value === "bigint" || typeof value === "symbol") return withoutSecrets(String(value), secrets);
  if (typeof value === "function") return "function";
  if (typeof value !== "object" || value === null) return value;
  if (depth >= deepest) return "…";
  if (value instanceof Error) return discreetError(value, secrets, depth);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (ArrayBuffer.isView(value)) return `${value.byteLength} bytes`;
  if (value instanceof Map) return discreet([...value.entries()], secrets, depth + 1);
  if (value instanceof Set) return discreet([...value], secrets, depth + 1);
  if (Array.isArray(value)) return value.map((item) => discreet(item, secrets, depth + 1));
  return discreetRecord(value as Readonly<Record<string, unknown>>, secrets, depth);
}

function discreetRecord(
  record: Readonly<Record<string, unknown>>,
  secrets: readonly string[],
  depth: number,
): Readonly<Record<string, unknown>> {
  const shown = Object.entries(record).map(([key, inner]): [string, unknown] => {
    const isSecret = secretKey.test(key) && inner !== undefined && inner !== null;
    return [withoutSecrets(key, secrets), isSecret ? hidden : discreet(inner, secrets, depth + 1)];
  });
  return Object.fromEntries(shown);
}

/** What an error says, and what caused it. Fields of its own beside `kind` and `code` are left out: they may hold requests. */
function discreetError(
  error: Error,
  secrets: readonly string[],
  depth: number,
): Readonly<Record<string, unknown>> {
  const { kind, code } = error as { readonly kind?: unknown; readonly code?: unknown };
  return discreetRecord(
    {
      name: error.name,
      ...(kind === undefined ? {} : { kind }),
      ...(code === undefined ? {} : { code }),
      message: error.message,
      ...(error.cause === undefined ? {} : { cause: error.cause }),
      ...(error instanceof AggregateError ? { errors: error.errors as unknown } : {}),
      ...(error.stack === undefined ? {} : { stack: error.stack }),
    },
    secrets,
    depth,
  );
}

function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((shown, secret) => (secret === "" ? shown : shown.replaceAll(secret, hidden)), text);
}
