import type { FileHandle } from "node:fs/promises";
import { type Break, type ChunkReader, rangeChunks } from "../chunk-reader.ts";
import { type ItemReader, itemReader } from "../item-reader.ts";
import type { OpenInput } from "../open-input.ts";
import type { Section } from "./file-order.ts";

/** What parts are read from. */
export type PartSource =
  /** Any part: the file itself, or a copy on disk. `broken`: why the copy could not be made to its end. */
  | { readonly kind: "bytes"; readonly handle: FileHandle; readonly broken: Break | null }
  /** Only from the beginning to the end: packed, and in order. */
  | { readonly kind: "packed"; readonly chunks: ChunkReader };

export interface Part {
  readonly section: Section;
  /** The only section. */
  readonly isWhole: boolean;
  /** How many parts are open already. */
  readonly otherParts: number;
}

/** Pieces in which a part is read where others are open beside it: smaller ones where there are many. */
const pieceBytes = 65_536;
const smallPieceBytes = 8192;
const manyParts = 64;

export function partReader({ file, shape }: OpenInput, source: PartSource, part: Part): ItemReader {
  const { section, isWhole, otherParts } = part;
  const lines = { file, shape, firstLine: section.line, isWhole };
  if (source.kind === "packed") return itemReader(source.chunks, lines);
  const { handle, broken } = source;
  const pieces = otherParts < manyParts ? pieceBytes : smallPieceBytes;
  const chunks = isWhole ? rangeChunks(handle, section) : rangeChunks(handle, section, pieces);
  return itemReader(chunks, lines, section.toByte === Infinity ? broken : null);
}
