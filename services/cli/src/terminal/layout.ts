/** What a piece of text is, not how it looks: `paint.ts` decides that. */
export type Tone = "plain" | "strong" | "alarm" | "warning" | "good" | "muted";

export interface Span {
  readonly text: string;
  readonly tone: Tone;
}

/** A paragraph: `first` stands before its first line, `hanging` columns before the others. */
export interface Block {
  readonly indent: number;
  readonly hanging: number;
  readonly spans: readonly Span[];
}

export const span = (text: string, tone: Tone = "plain"): Span => ({ text, tone });
export const blank: Block = { indent: 0, hanging: 0, spans: [] };

/** A paragraph whose further lines begin `hanging` columns in (by default under its first). */
export function paragraph(indent: number, spans: readonly (Span | string)[], hanging = indent): Block {
  return {
    indent,
    hanging,
    spans: spans.map((part) => (typeof part === "string" ? span(part) : part)),
  };
}

type Word = readonly Span[];

/**
 * Breaks blocks into lines of at most `width` columns, at spaces only: a longer word stands alone on its line.
 * A column is one code point; wide characters in display names may run over.
 */
export function layOut(blocks: readonly Block[], width: number): readonly (readonly Span[])[] {
  return blocks.flatMap((block) => wrap(block, width));
}

function wrap(block: Block, width: number): readonly (readonly Span[])[] {
  const lines: Span[][] = [];
  let line: Span[] = [];
  let used = 0;
  for (const word of words(block.spans)) {
    const length = columns(word);
    if (used > 0 && used + 1 + length > width) {
      lines.push(line);
      line = [];
      used = 0;
    }
    const margin = used > 0 ? 1 : lines.length === 0 ? block.indent : block.hanging;
    line.push(span(" ".repeat(margin)), ...word);
    used += margin + length;
  }
  lines.push(line);
  return lines;
}

/** Words of a run of spans; a word may change its tone in the middle. Spaces that must not break are U+00A0. */
function words(spans: readonly Span[]): readonly Word[] {
  const found: Span[][] = [];
  let open = false;
  for (const { text, tone } of spans) {
    for (const [index, piece] of text.split(" ").entries()) {
      if (index > 0) open = false;
      if (piece === "") continue;
      const part = span(piece.replaceAll("\u00a0", " "), tone);
      if (open) found.at(-1)!.push(part);
      else found.push([part]);
      open = true;
    }
  }
  return found;
}

const columns = (word: Word): number => word.reduce((sum, part) => sum + [...part.text].length, 0);
