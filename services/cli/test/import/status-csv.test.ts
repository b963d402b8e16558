import { gzipSync, gunzipSync } from "node:zlib";
import { ErrorRateTelemetry, RecordingHeader, RecordingLine, Reject } from "@tocsin/contracts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { csv, header, probesIn, runImport, workFolder } from "./run-import.ts";

const rows = [
  "2022-06-21T06:00:10Z,m/one,Hacker News,1,200,90",
  "2022-06-21T06:00:20Z,m/two,hn,1,,",
  "2022-06-21T06:07:00Z,m/two,hn,0,,",
  "2022-06-21T06:08:00Z,m/one,Hacker News,0,0,0",
  "2022-06-21T06:13:00Z,m/one,Hacker News,1,200,95",
  "2022-06-21T06:14:00Z,m/two,hn,1,,",
];

const mapping = `rules:
  - { monitor: m/two, service: hn, as: Hacker News, source: second }
  - { service: Hacker News, as: Hacker News }
`;

describe("tocsin import status-csv", () => {
  test("writes a recording whose lines and messages keep the contracts and say that they are derived", async () => {
    const { code, out, err } = await runImport(["status-csv", "-"], csv(...rows));
    expect(code).toBe(0);
    const [first, ...lines] = out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(RecordingHeader.parse(first)).toMatchObject({
      provenance: "recorded",
      from: "2022-06-21T06:05:00.000Z",
      to: "2022-06-21T06:15:00.000Z",
      derived: { cadenceMs: 300_000, holdMs: 172_800_000 },
    });
    for (const [index, line] of lines.entries()) {
      const { offset, ts, payload, key } = RecordingLine.parse(line);
      const reading = ErrorRateTelemetry.parse(JSON.parse(payload as string));
      expect(offset).toBe(index);
      expect(reading).toMatchObject({ requests: 1, service: key, intervalMs: 300_000, ts: ts - 300_000 });
    }
    expect(err).toContain("probes    6, 4 of them failed");
  });

  test("several monitors of one service are its witnesses", async () => {
    const folder = workFolder();
    const args = ["--mapping", folder.write("mapping.yaml", mapping)];
    const { out } = await runImport(["status-csv", folder.write("a.csv", csv(...rows)), ...args]);
    const probes = probesIn(out).map(({ service, source, errors }) => [service, source, errors]);
    expect(probes).toEqual([
      ["Hacker News", "m\u2215one", 0],
      ["Hacker News", "second", 0],
      ["Hacker News", "m\u2215one", 1],
      ["Hacker News", "second", 1],
      ["Hacker News", "m\u2215one", 1],
      ["Hacker News", "second", 1],
    ]);
  });

  test("a contradiction is a reject with its line, and its monitor falls silent in all it watches", async () => {
    const folder = workFolder();
    const file = folder.write(
      "a.csv",
      csv(
        "2020-11-19T06:00:00Z,m,good,1,200,5",
        "2020-11-19T06:00:00Z,m,bad,1,200,5",
        "2020-11-19T06:00:00Z,n,other,1,200,5",
        "2020-11-19T06:06:00Z,m,bad,0,200,5",
        "2020-11-19T06:12:00Z,m,bad,1,200,5",
        "2020-11-19T06:16:00Z,n,other,1,200,5",
      ),
    );
    const { out, err } = await runImport(["status-csv", file, "--rejects", folder.path("rejects.jsonl")]);
    const of = (name: string): readonly string[] =>
      probesIn(out)
        .filter(({ service }) => service === name)
        .map(({ start, errors }) => `${(start / 60_000) % 60} ${errors}`);
    expect(of("good")).toEqual(["0 0", "15 0"]);
    expect(of("bad")).toEqual(["0 0", "15 0"]);
    expect(of("other")).toEqual(["0 0", "5 0", "10 0", "15 0"]);
    const reject = Reject.parse(JSON.parse(folder.read("rejects.jsonl").toString()));
    expect(reject).toEqual({
      code: "probe-contradiction",
      reason: "up is 0 but http_code says success",
      file,
      line: 5,
      raw: "2020-11-19T06:06:00Z,m,bad,0,200,5",
    });
    expect(err).toContain("silent    m from 2020-11-19T06:06:00.000Z to 2020-11-19T06:12:00.000Z");
  });

  test("a monitor that is turned away is not an outage", async () => {
    const { out, err } = await runImport(
      ["status-csv", "-"],
      csv(
        "2022-06-21T06:00:00Z,m,a,1,200,5",
        "2022-06-21T06:06:00Z,m,a,0,429,5",
        "2022-06-21T06:16:00Z,m,a,1,200,5",
      ),
    );
    expect(probesIn(out).map(({ start, errors }) => `${(start / 60_000) % 60} ${errors}`)).toEqual([
      "0 0",
      "15 0",
    ]);
    expect(err).toContain("refused   1 rows");
  });

  test("the bytes are the same from plain and gzipped files, in any order, twice, and gunzipped", async () => {
    const folder = workFolder();
    const [one, two] = [rows.filter((row) => row.includes("one")), rows.filter((row) => row.includes("two"))];
    folder.write("a.csv", csv(...one));
    folder.write("b.csv", csv(...two));
    folder.write("a.csv.gz", gzipSync(csv(...one)));
    folder.write("b.csv.gz", gzipSync(csv(...two)));
    const importing = async (files: readonly string[], out: string): Promise<Buffer> => {
      const { code } = await runImport(["status-csv", ...files.map(folder.path), "--out", folder.path(out)]);
      expect(code).toBe(0);
      return folder.read(out);
    };
    const plain = await importing(["a.csv", "b.csv"], "1.jsonl");
    expect(await importing(["b.csv", "a.csv"], "2.jsonl")).toEqual(plain);
    expect(await importing(["b.csv.gz", "a.csv.gz"], "3.jsonl")).toEqual(plain);
    const packed = await importing(["a.csv", "b.csv"], "4.jsonl.gz");
    expect(gunzipSync(packed)).toEqual(plain);
    expect(await importing(["a.csv", "b.csv"], "5.jsonl.gz")).toEqual(packed);
  });

  test("every kind of bad row is a reject with its code and line, and the good rows give what they give alone", async () => {
    const folder = workFolder();
    const bad = [
      '2022-06-21T06:01:00Z,m/one,"x,1,200,5',
      "yesterday,m,a,1,,",
      "2022-06-21T06:01:00Z,m,a,2,,",
      "x",
    ];
    const old = "2022-06-21T05:00:00Z,m/one,Hacker News,0,0,0";
    const unknown = "2022-06-21T06:02:00Z,m,unknown,0,0,0";
    const file = folder.write("a.csv", csv(...rows.slice(0, 3), ...bad, ...rows.slice(3), old, "", unknown));
    const args = ["--mapping", folder.write("m.yaml", mapping), "--rejects", folder.path("rejects.jsonl")];
    const mixed = await runImport(["status-csv", file, ...args]);
    const rejects = folder.read("rejects.jsonl").toString().trimEnd().split("\n");
    expect(
      rejects.map((line) => Reject.parse(JSON.parse(line))).map(({ code, line }) => `${line} ${code}`),
    ).toEqual([
      "5 row-not-csv",
      "6 row-timestamp",
      "7 row-value",
      "8 row-not-csv",
      "12 row-disorder",
      "14 row-unmapped",
    ]);
    const alone = await runImport(["status-csv", folder.write("a.csv", csv(...rows)), ...args.slice(0, 2)]);
    expect(mixed.out).toBe(alone.out);
    expect(mixed.err).toContain(
      "rejected  6: row-disorder 1, row-not-csv 2, row-timestamp 1, row-unmapped 1, row-value 1",
    );
    expect(mixed.err).toMatch(/^ {10}row-not-csv, such as line 5: /m);
  });

  test("of a gzip that ends early the whole lines are used, and the cut is a reject", async () => {
    const many = Array.from(
      { length: 300 },
      (_, index) => `2022-06-21T${String(index % 24).padStart(2, "0")}:00:00Z,m,s${index},1,,`,
    );
    const packed = gzipSync(csv(...many));
    const { code, err } = await runImport(["status-csv", "-"], packed.subarray(0, packed.length - 20));
    expect(code).toBe(0);
    expect(err).toContain("gzip-truncated 1");
  });
});

describe("what cannot be imported", () => {
  const help = "See tocsin import status-csv --help.";
  test.each([
    [["status-cvs"], 2, "Did you mean status-csv?"],
    [["status-csv", "a.csv", "--cadance", "5m"], 2, "Did you mean --cadence?"],
    [["status-csv"], 2, help],
    [["status-csv", "a.csv", "a.csv"], 2, "a.csv is given twice"],
    [["status-csv", "a.csv", "--cadence", "5"], 2, "Write a whole number and its unit"],
    [["status-csv", "a.csv", "--cadence", "0s"], 2, "is not a duration"],
    [["status-csv", "a.csv", "--cadence", "25h"], 2, "longer than 24h"],
    [
      ["status-csv", "a.csv", "--hold", "1m"],
      2,
      "--hold 60s is shorter than --cadence 5m".replace("60s", "1m"),
    ],
    [["status-csv", "a.csv", "--out", "./a.csv"], 2, "would be overwritten"],
    [["status-csv", "a.csv", "--out", "x", "--rejects", "x"], 2, "would be overwritten"],
    [["status-csv", "a.csv", "--mapping", "/nowhere.yaml"], 2, "file-unreadable"],
    [["status-csv", "/nowhere.csv"], 3, "Check the path and the permissions."],
  ] as const)("%j ends with %i and says: %s", async (argv, code, words) => {
    const ran = await runImport(argv);
    expect(ran.code).toBe(code);
    expect(ran.err).toContain(words);
    expect(ran.out).toBe("");
  });

  test("no kind is wrong usage, and help is not", async () => {
    expect(await runImport([])).toMatchObject({ code: 2, out: "" });
    expect((await runImport(["--help"])).out).toContain("status-csv");
    expect((await runImport(["status-csv", "--help"])).out).toContain("--cadence 1m | tocsin replay");
  });

  test.each([
    ["", "no row of - could be used", "file-empty 1"],
    ["\n\n", "no row of - could be used", "file-empty 1"],
    [`${header}\n`, "no row of - could be used", "hold no rows"],
    [csv("x,m,a,1,,"), "no row of - could be used", "row-timestamp 1"],
    ["a,b,c\n1,2,3\n", "is not the CSV of a status monitor", "Expected is timestamp_iso"],
    ["\u0000\u0001", "is not the CSV of a status monitor", "plain or gzipped"],
  ])("%j ends with 3 and says: %s", async (input, words, hint) => {
    const { code, err } = await runImport(["status-csv", "-"], input);
    expect(code).toBe(3);
    expect(err).toContain(words);
    expect(err).toContain(hint);
  });

  test.each([
    ["rules:\n  - { monitr: a, as: b }\n", ":2:", "config-unknown-key", 'did you mean "monitor"'],
    ["rules:\n  - { as: a }\n  - { as: b/c }\n", ":3:", "config-schema", "a name is 1 to 256 bytes"],
    ["rules: [\n", ":2:", "yaml-syntax", "end with a ]"],
    ["rules: 5\n", ":1:", "config-schema", "expected array"],
  ])("the mapping %j is refused with its line, its code and words", async (text, ...words) => {
    const folder = workFolder();
    const args = [
      "status-csv",
      folder.write("a.csv", csv(...rows)),
      "--mapping",
      folder.write("m.yaml", text),
    ];
    const { code, err } = await runImport(args);
    expect(code).toBe(2);
    for (const word of words) expect(err.replace(/\s+/g, " ")).toContain(word);
  });
});

describe("status-csv, generated", () => {
  const goodRow = fc.record({
    minute: fc.nat(2000),
    monitor: fc.constantFrom("m/one", "m/two"),
    service: fc.constantFrom("a", "b", "c"),
    up: fc.constantFrom("1,200", "1,200", "0,0", "0,500", "0,200", "0,429", "1,"),
  });
  const start = Date.parse("2022-06-21T00:00:00Z");
  const goodRows = fc.array(goodRow, { minLength: 1, maxLength: 25 }).map((list) =>
    list
      .toSorted((a, b) => a.minute - b.minute)
      .map(({ minute, monitor, service, up }) => {
        const at = new Date(start + minute * 60_000).toISOString();
        return `${at},${monitor},${service},${up},5`;
      }),
  );
  const badRow = fc.oneof(
    fc.constantFrom(
      '"',
      "2022-06-21T06:01:00Z,m,a,1",
      "2022-06-21T06:01:00,m,a,1,,",
      "2022-06-21T06:01:00Z,m,a,up,,",
      ",,,,,",
    ),
    fc
      .string({ unit: fc.constantFrom(",", '"', "x", "Z", "1", " ", "\u0000"), minLength: 1 })
      .map((text) => `!${text}`),
  );

  test("bad rows anywhere never cost a good one", async () => {
    await fc.assert(
      fc.asyncProperty(goodRows, fc.array(fc.tuple(fc.nat(30), badRow)), async (good, bad) => {
        const mixed: string[] = [...good];
        for (const [place, row] of bad) mixed.splice(place, 0, row);
        const [alone, together] = [
          await runImport(["status-csv", "-"], csv(...good)),
          await runImport(["status-csv", "-"], csv(...mixed)),
        ];
        expect(together.out).toBe(alone.out);
        expect(together.code).toBe(alone.code);
      }),
    );
  });

  test("a file spoiled anywhere ends in a recording or in words, never in a crash", async () => {
    const spoil = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(goodRows, spoil, fc.nat(), fc.boolean(), async (good, bytes, cut, packed) => {
        const plain = Buffer.from(csv(...good));
        const data = packed ? gzipSync(plain) : plain;
        for (const [place, byte] of bytes) data[place % data.length] = byte;
        const { code, out } = await runImport(
          ["status-csv", "-"],
          data.subarray(0, data.length - (cut % 50)),
        );
        expect([0, 3]).toContain(code);
        if (code === 0)
          for (const line of out.trimEnd().split("\n"))
            expect(() => JSON.parse(line) as unknown).not.toThrow();
      }),
      { numRuns: 150 },
    );
  });
});
