/** Markup that is safe to put into a page as it is. */
export interface Html {
  readonly kind: "html";
  readonly text: string;
}

export type HtmlValue = Html | string | number | null | false | readonly HtmlValue[];

/**
 * Markup with values: strings and numbers are escaped for text and for quoted attributes alike, lists are joined,
 * null and false are nothing. Attribute values must stand in double quotes.
 */
export function html(literals: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  const parts = literals.map((literal, index) => literal + render(values[index] ?? null));
  return { kind: "html", text: parts.join("") };
}

/** Markup from our own files: styles, scripts. Never from data. */
export function trustedMarkup(text: string): Html {
  return { kind: "html", text };
}

function render(value: HtmlValue): string {
  if (value === null || value === false) return "";
  if (typeof value === "string") return escapeText(value);
  if (typeof value === "number") return String(value);
  if (isHtml(value)) return value.text;
  return value.map(render).join("");
}

function isHtml(value: Html | readonly HtmlValue[]): value is Html {
  return !Array.isArray(value);
}

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => escapes[character] ?? character);
}

/**
 * JSON for a script element. `<` is escaped, so that neither an end tag nor a comment can begin inside; U+2028 and
 * U+2029 are, for scripts that are older than ES2019.
 */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value)
    .replace(/</g, "\\u003c")
    .replace(/\u2028/g, "\\u2028")
    .replace(/\u2029/g, "\\u2029");
}
