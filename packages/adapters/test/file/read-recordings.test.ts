import { isUtf8 } from "node:buffer";
import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readRecordings } from "../../src/file/index.ts";
import { fileWith, lineOf, readAll, recordingsFolder, stdinOf, summary } from "../support/recordings.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("a line", () => {
  test("gives the message it holds, where it stands, and itself", async () => {
    const line = lineOf(60_000);
    const path = fileWith("one.jsonl", `${line}\n`);
    expect(await readAll([path])).toEqual([
      {
        kind: "message",
        topic: "telemetry.error-rate.v1",
        partition: 0,
        offset: 60_000,
        arrivalMs: 60_000,
        payload: '{"service":"whatsapp","ts":0,"intervalMs":60000,"requests":10,"errors":1}',
        file: path,
        line: 1,
        raw: line,
      },
    ]);
  });

  test("may carry its value as base64, or be a tombstone", async () => {
    const binary = lineOf(1, { payload: undefined, payloadBase64: Buffer.from([255, 0]).toString("base64") });
    const both = lineOf(2, { payload: null, payloadBase64: "AA==" });
    const tombstone = lineOf(3, { payload: null });
    const items = await readAll([fileWith("values.jsonl", [binary, both, tombstone].join("\n"))]);
    expect(items.map((item) => item.kind === "message" && item.payload)).toEqual([
      Buffer.from([255, 0]),
      Buffer.from([0]),
      null,
    ]);
  });

  test("that is not JSON, or no recording line, is refused with its number and its reason", async () => {
    const wrong = [
      "{",
      "[]",
      lineOf(1, { ts: "1" }),
      lineOf(1, { payload: undefined }),
      lineOf(1, { offset: -1 }),
      lineOf(7),
    ];
    const items = await readAll([fileWith("wrong.jsonl", wrong.join("\n"))]);
    expect(summary(items)).toEqual([
      "line-not-json@1",
      "line-schema@2",
      "line-schema@3",
      "line-schema@4",
      "line-schema@5",
      "7@6",
    ]);
    expect(items[2]).toMatchObject({
      reason: "ts: Invalid input: expected number, received string",
      raw: wrong[2],
    });
    expect(items[3]).toMatchObject({ reason: "payload: is missing" });
  });

  test("that is too long is refused, and the lines round it are read", async () => {
    const long = `{"topic":"${"x".repeat(17 * 1_048_576)}"}`;
    const items = await readAll([fileWith("long.jsonl", [lineOf(1), long, lineOf(3), long].join("\n"))]);
    expect(summary(items)).toEqual(["1@1", "line-too-long@2", "3@3", "line-too-long@4"]);
    expect(items[1]).toMatchObject({ raw: long.slice(0, 1000) });
  });

  test("with bytes that are no UTF-8 is used where they do not matter, and refused where they were of text", async () => {
    const damaged = lineOf(1, { payload: "caf\u{e9} \u{e9}" }).replace("\u{e9}", String.raw`\u00e9`);
    const [value, key] = [damaged, lineOf(2, { key: "caf\u{e9}" })].map((line) =>
      Buffer.from(line, "latin1"),
    );
    const file = Buffer.concat([
      value!,
      bytes("\n"),
      key!,
      bytes(`\n${lineOf(3, { key: "café" })}\n{\xff\n`),
    ]);
    expect(summary(await readAll([fileWith("latin1.jsonl", file)]))).toEqual([
      "payload-not-utf8@1",
      "2@2",
      "3@3",
      "line-not-json@4",
    ]);
  });
});

describe("a binary value as kcat -J writes it", () => {
  /** Quotes, backslashes and control characters are escaped, all other bytes are written as they are. */
  const byKcat = (value: Uint8Array): Buffer =>
    Buffer.from(lineOf(1, { payload: Buffer.from(value).toString("latin1") }), "latin1");

  test.each(["lines", "an array"])("is read byte for byte from %s", async (shape) => {
    const notText = fc.uint8Array({ minLength: 1, maxLength: 40 }).filter((value) => !isUtf8(value));
    await fc.assert(
      fc.asyncProperty(notText, async (value) => {
        const line = byKcat(value);
        const file = shape === "lines" ? line : Buffer.concat([bytes("["), line, bytes("]")]);
        const [item] = await readAll([fileWith("kcat.jsonl", file)]);
        expect(item).toMatchObject({ kind: "message", payload: Buffer.from(value) });
      }),
    );
  });
});

describe("a file", () => {
  test("may begin with a header, which may also stand where files were put together", async () => {
    const header = JSON.stringify({ tocsinRecording: 1, name: "demo", provenance: "reconstructed", seed: 7 });
    const items = await readAll([
      fileWith("header.jsonl", [header, lineOf(1), header, lineOf(2)].join("\n")),
    ]);
    expect(summary(items)).toEqual(["header@1", "1@2", "header@3", "2@4"]);
    expect(items[0]).toMatchObject({ header: { name: "demo", provenance: "reconstructed", seed: 7 } });
  });

  test("with a faulty header, or one of another format among its lines, is refused for that line alone", async () => {
    const faulty = `{"tocsinRecording":1,"from":"yesterday"}\n${lineOf(1)}\n{"tocsinRecording":2}\n${lineOf(2)}`;
    const items = await readAll([fileWith("header.jsonl", faulty)]);
    expect(summary(items)).toEqual(["line-schema@1", "1@2", "line-schema@3", "2@4"]);
  });

  test("may have Windows line breaks, a byte order mark and blank lines, which count as lines", async () => {
    const text = `\u{feff}${lineOf(1)}\r\n\r\n   \n${lineOf(2)}\r\n\n`;
    const items = await readAll([fileWith("windows.jsonl", text)]);
    expect(summary(items)).toEqual(["1@1", "2@4"]);
  });

  test("may have any number of byte order marks before a line, as files that were joined have", async () => {
    const text = `${"\u{feff}".repeat(3)}${lineOf(1)}\n${"\u{feff}".repeat(30_000)}${lineOf(2)}\n${"\u{feff}".repeat(30_000)}\n`;
    expect(summary(await readAll([fileWith("marks.jsonl", text)]))).toEqual(["1@1", "2@2"]);
  });

  test("that ends in the middle of a line says so, and the rest is used", async () => {
    const cut = lineOf(2).slice(0, -20);
    const items = await readAll([fileWith("cut.jsonl", `${lineOf(1)}\n${cut}`)]);
    expect(items[1]).toMatchObject({ code: "line-truncated", line: 2, raw: cut });
    expect(summary(items)).toEqual(["1@1", "line-truncated@2"]);
  });

  test("without a last line break loses nothing", async () => {
    expect(summary(await readAll([fileWith("open.jsonl", `${lineOf(1)}\n${lineOf(2)}`)]))).toEqual([
      "1@1",
      "2@2",
    ]);
  });

  test("gives the same items however it is cut into pieces", async () => {
    const text = bytes([lineOf(1), "{", lineOf(2, { key: "café" }), "", lineOf(3)].join("\n"));
    const whole = summary(await readAll(["-"], stdinOf(text)));
    for (const size of [1, 2, 3, 7, 100, 300]) {
      const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, at) =>
        text.subarray(at * size, (at + 1) * size),
      );
      expect(summary(await readAll(["-"], stdinOf(...pieces)))).toEqual(whole);
    }
  });

  test("larger than a chunk loses no line at the seams", async () => {
    const lines = Array.from({ length: 9000 }, (_, at) => lineOf(at + 1));
    const items = await readAll([fileWith("large.jsonl", lines.join("\n"))]);
    expect(summary(items)).toEqual(lines.map((_, at) => `${at + 1}@${at + 1}`));
  });
});

describe("a packed file", () => {
  const packed = gzipSync(`${lineOf(1)}\n${lineOf(2)}\n`);

  test("is known by its bytes, not by its name", async () => {
    expect(summary(await readAll([fileWith("packed.jsonl", packed)]))).toEqual(["1@1", "2@2"]);
    expect(summary(await readAll([fileWith("plain.jsonl.gz", lineOf(5))]))).toEqual(["5@1"]);
    expect(summary(await readAll(["-"], stdinOf(packed.subarray(0, 1), packed.subarray(1))))).toEqual([
      "1@1",
      "2@2",
    ]);
  });

  test("may be several put together, and padded with zeros", async () => {
    const file = Buffer.concat([packed, gzipSync(`${lineOf(3)}\n`), Buffer.alloc(512)]);
    expect(summary(await readAll([fileWith("joined.gz", file)]))).toEqual(["1@1", "2@2", "3@3"]);
  });

  test("that ends early gives what could be unpacked, and one refusal", async () => {
    const many = gzipSync(Array.from({ length: 2000 }, (_, at) => lineOf(at * 7919)).join("\n"));
    const items = await readAll([fileWith("cut.gz", many.subarray(0, many.length / 2))]);
    const words = summary(items);
    expect(words.at(-1)).toBe(`gzip-truncated@${items.length}`);
    expect(words.filter((word) => word.includes("line-"))).toEqual([]);
    expect(items.length).toBeGreaterThan(500);
    expect(words.slice(0, -1)).toEqual(items.slice(0, -1).map((_, at) => `${at * 7919}@${at + 1}`));
  });

  test("that lost only its end loses no line", async () => {
    const items = await readAll([fileWith("tail.gz", packed.subarray(0, -3))]);
    expect(summary(items)).toEqual(["1@1", "2@2", "gzip-truncated@2"]);
  });

  test("that is damaged gives every line before the damage, and one refusal", async () => {
    const lines = Array.from({ length: 3000 }, (_, at) => lineOf(at * 7919));
    const damaged = gzipSync(`${lines.join("\n")}\n`);
    damaged[damaged.length - 6]! ^= 0xff;
    const items = await readAll([fileWith("crc.gz", damaged)]);
    expect(summary(items)).toEqual([
      ...lines.map((_, at) => `${at * 7919}@${at + 1}`),
      "gzip-truncated@3000",
    ]);
    expect(items.at(-1)).toMatchObject({ reason: "incorrect data check" });
  });

  test("with something else behind it gives its lines, and one refusal", async () => {
    const garbage = Buffer.concat([packed, bytes("trailing words")]);
    expect(summary(await readAll([fileWith("garbage.gz", garbage)]))).toEqual([
      "1@1",
      "2@2",
      "packed-trailing@2",
    ]);
    const padded = Buffer.concat([packed, Buffer.alloc(8), packed]);
    expect(summary(await readAll([fileWith("padded.gz", padded)]))).toEqual([
      "1@1",
      "2@2",
      "packed-trailing@2",
    ]);
  });
});

describe("several files", () => {
  test("are merged by the lines' time; of equal times by partition and offset, whichever file is named first", async () => {
    const one = fileWith(
      "merge-1.jsonl",
      [1, 4, 4, 9].map((ts, offset) => lineOf(ts, { offset })).join("\n"),
    );
    const two = fileWith(
      "merge-2.jsonl",
      [2, 4, 10].map((ts, at) => lineOf(ts, { offset: 5 + at })).join("\n"),
    );
    const order = async (paths: readonly string[]): Promise<readonly string[]> =>
      (await readAll(paths)).map(
        (item) => `${item.kind === "message" && item.arrivalMs}${item.file === one ? "a" : "b"}`,
      );
    expect(await order([one, two])).toEqual(["1a", "2b", "4a", "4a", "4b", "9a", "10b"]);
    expect(await order([two, one])).toEqual(await order([one, two]));
  });

  test("keep each file's own order, and refused lines their place", async () => {
    const one = fileWith("order-1.jsonl", [lineOf(5), "{", lineOf(3), lineOf(8)].join("\n"));
    const two = fileWith("order-2.jsonl", [lineOf(4), lineOf(6)].join("\n"));
    const items = await readAll([one, two]);
    expect(summary(items)).toEqual(["4@1", "5@1", "line-not-json@2", "3@3", "6@2", "8@4"]);
  });

  test("may include standard input, once", async () => {
    const path = fileWith("beside.jsonl", lineOf(2));
    expect(summary(await readAll([path, "-"], stdinOf(bytes(lineOf(1)))))).toEqual(["1@1", "2@1"]);
    expect(await readAll(["-", "-"], stdinOf(bytes(lineOf(1))))).toEqual([
      { kind: "failed", code: "file-unreadable", file: "-", reason: "standard input is taken" },
    ]);
  });
});

describe("what cannot be read", () => {
  test("is found before anything is read, all of it at once", async () => {
    const good = fileWith("good.jsonl", lineOf(1));
    const missing = join(recordingsFolder, "missing.jsonl");
    const empty = fileWith("empty.jsonl", "");
    mkdirSync(join(recordingsFolder, "folder"));
    const items = await readAll([good, missing, empty, join(recordingsFolder, "folder")]);
    expect(summary(items)).toEqual(["failed file-unreadable", "failed file-empty", "failed file-unreadable"]);
    expect(items[0]).toMatchObject({ file: missing });
  });

  test("a file without a record is empty, whatever else it holds", async () => {
    const blank = fileWith("blank.jsonl", '\n\n{"tocsinRecording":1}\n');
    expect(summary(await readAll([blank]))).toEqual(["header@3", "failed file-empty"]);
    expect(summary(await readAll([fileWith("empty.gz", gzipSync(""))]))).toEqual(["failed file-empty"]);
    expect(summary(await readAll(["-"], stdinOf()))).toEqual(["failed file-empty"]);
  });

  test("standard input that breaks off is a failure after what came before", async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(bytes(`${lineOf(1)}\n`));
      throw new Error("the pipe broke");
    }
    const items = await readAll(["-"], broken());
    expect(items[0]).toMatchObject({ arrivalMs: 1 });
    expect(items[1]).toEqual({
      kind: "failed",
      code: "file-unreadable",
      file: "-",
      reason: "the pipe broke",
    });
  });
});

describe("progress", () => {
  test("counts the bytes on disk up to their sum, packed or not", async () => {
    const text = `${Array.from({ length: 5000 }, (_, at) => lineOf(at)).join("\n")}\n`;
    const packed = gzipSync(text);
    const paths = [fileWith("progress.jsonl", text), fileWith("progress.gz", packed)];
    const reads: number[] = [];
    let total: number | null = null;
    for await (const batch of readRecordings(paths, { stdin: stdinOf() })) {
      reads.push(batch.bytesRead);
      total = batch.bytesTotal;
    }
    expect(total).toBe(text.length + packed.length);
    expect(reads.at(-1)).toBe(total);
    expect(reads).toEqual(reads.toSorted((one, other) => one - other));
  });

  test("has no total where standard input takes part", async () => {
    const batches = readRecordings(["-"], { stdin: stdinOf(bytes(lineOf(1))) });
    for await (const batch of batches) expect(batch.bytesTotal).toBeNull();
  });
});

test("a reader that stops early leaves no file open", async () => {
  const path = fileWith("stopped.jsonl", Array.from({ length: 20_000 }, (_, at) => lineOf(at)).join("\n"));
  for await (const batch of readRecordings([path], { stdin: stdinOf() })) {
    if (batch.items.length > 0) break;
  }
  appendFileSync(path, "\n");
});
