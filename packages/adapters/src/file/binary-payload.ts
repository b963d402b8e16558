/**
 * The value of a message whose line is no UTF-8, byte for byte; null where it cannot be known. `kcat -J` writes a binary
 * value as it is but for quotes, backslashes and control characters, which it escapes: each character is a byte then.
 */
export function binaryPayload(line: Uint8Array): Uint8Array | null {
  const text = Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString("latin1");
  if (escapedText.test(text)) return null;
  try {
    const { payload } = JSON.parse(text) as { readonly payload?: unknown };
    return typeof payload === "string" ? Buffer.from(payload, "latin1") : null;
  } catch {
    return null;
  }
}

/** An escape of another character than ASCII's: whoever wrote it wrote text, of which bytes were damaged. */
const escapedText = /(?<!\\)(?:\\\\)*\\u(?!00[0-7])/i;
