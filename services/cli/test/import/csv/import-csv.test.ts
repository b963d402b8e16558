import { gzipSync } from "node:zlib";
import {
  DeliveryLatencyTelemetry,
  ErrorRateTelemetry,
  RecordingHeader,
  RecordingLine,
  Reject,
  ReportVolumeTelemetry,
} from "@tocsin/contracts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Imported, runImport, workFolder } from "../run-import.ts";

const schemas = {
  "telemetry.error-rate.v1": ErrorRateTelemetry,
  "telemetry.delivery-latency.v1": DeliveryLatencyTelemetry,
  "telemetry.report-volume.v1": ReportVolumeTelemetry,
} as const;

/** The messages of a recording, each checked against the contracts, as `arrival: what it says`. */
function messagesIn(out: string): readonly Record<string, unknown>[] {
  const [first, ...lines] = out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
  expect(RecordingHeader.parse(first).provenance).toBe("recorded");
  return lines.map((line, index) => {
    const { topic, offset, ts, payload } = RecordingLine.parse(line);
    const reading = schemas[topic as keyof typeof schemas].parse(JSON.parse(payload as string));
    expect([offset, ts]).toEqual([index, (reading.ts as number) + reading.intervalMs]);
    return reading;
  });
}

const rows = (...lines: readonly string[]): string => `${lines.join("\n")}\n`;
const imported = async (argv: readonly string[], input: string | Buffer): Promise<Imported> =>
  await runImport(["csv", "-", ...argv], input);

async function rejectsOf(argv: readonly string[], input: string): Promise<readonly unknown[]> {
  const folder = workFolder();
  await imported([...argv, "--rejects", folder.path("rejects.jsonl")], input);
  const text = folder.read("rejects.jsonl").toString();
  return text
    .trimEnd()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const { code, line: number, reason } = Reject.parse(JSON.parse(line));
      return [number, code, reason];
    });
}

const counts = ["--requests", "requests", "--errors", "errors"];
const minute = 60_000;
const start = Date.UTC(2021, 9, 4, 15, 40);

describe("a mapping in a file", () => {
  const table = rows(
    "minute;app;total;failed",
    "04.10.2021 17:40;shop;1200,0;7",
    "04.10.2021 17:41;shop;1180;590",
  );
  const columns = "columns: { time: minute, service: app, requests: total, errors: failed }";

  test("says what the options would, and what stands on the command line goes before it", async () => {
    const mapping = workFolder().write("shop.yaml", `${columns}\nzone: UTC\ndates: dmy\n`);
    const byFile = await imported(["--mapping", mapping, "--zone", "Europe/Berlin"], table);
    const options = ["--time", "minute", "--service", "app", "--requests", "total", "--errors", "failed"];
    const byOptions = await imported([...options, "--zone", "Europe/Berlin", "--dates", "dmy"], table);
    expect(byFile).toEqual(byOptions);
    expect(messagesIn(byFile.out)[0]).toMatchObject({ ts: start, requests: 1200 });
  });

  test("may hold rates and a share by their names in a file", async () => {
    const text = "columns: { requests: rps, errorRatio: share }\nas: shop\nperSecond: true\nstamp: end\n";
    const { out } = await imported(
      ["--mapping", workFolder().write("rates.yaml", text)],
      rows("ts,rps,share", "2021-10-04T15:41:00Z,20,0.5", "2021-10-04T15:42:00Z,20,0"),
    );
    expect(messagesIn(out)[0]).toEqual({
      service: "shop",
      ts: start,
      intervalMs: minute,
      requests: 1200,
      errors: 600,
    });
  });

  test("that is faulty ends with 2, and every fault has its place in the file", async () => {
    const mapping = workFolder().write("faulty.yaml", `${columns}\nzones: UTC\n`);
    const { code, err, out } = await imported(["--mapping", mapping], table);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain('faulty.yaml:2:1 config-unknown-key unknown key "zones" (did you mean "zone"?)');
  });
});

describe("a long table", () => {
  test("becomes the messages that its rows say, and the interval is found in the gaps between rows", async () => {
    const { code, out, err } = await imported(
      ["--time", "Minute", "--service", "App", "--region", "where", ...counts],
      rows(
        "minute,app,where,requests,errors",
        "2021-10-04T15:40:00Z,shop,eu,1200,7",
        "2021-10-04T15:40:00Z,pay,,200.0,0",
        "2021-10-04T17:41:00+02:00,shop,eu,1180,590",
      ),
    );
    expect(code).toBe(0);
    expect(messagesIn(out)).toEqual([
      { service: "pay", ts: start, intervalMs: minute, requests: 200, errors: 0 },
      { service: "shop", ts: start, intervalMs: minute, requests: 1200, errors: 7, region: "eu" },
      { service: "shop", ts: start + minute, intervalMs: minute, requests: 1180, errors: 590, region: "eu" },
    ]);
    expect(err).toContain("intervals of 1m, as most rows of a series lie apart");
    expect(err).toContain("rejected  none");
  });

  test("of which many rows are refused says so, with the first reason of each code and its line", async () => {
    const lines = ["1.017", "964", "1.059", "many"].map(
      (count, index) => `04.10.2021 15:4${index};shop;${count};1`,
    );
    const { code, err } = await imported(
      ["--time", "minute", "--service", "app", ...counts, "--zone", "UTC", "--cadence", "1m"],
      rows("minute;app;requests;errors", ...lines, "04.10.2021 25:00;shop;5;1"),
    );
    expect(code).toBe(0);
    expect(err).toContain("rejected  4: row-timestamp 1, row-value 3\n");
    expect(err).toMatch(/^ {10}row-timestamp, such as line 6: 04\.10\.2021 25:00/m);
    expect(err).toMatch(
      /^ {10}row-value, such as line 2: requests: 1\.017 is not one number .*--decimals comma/m,
    );
    expect(err).toContain(
      "note      80 % of what they hold was refused: a replay judges by the rest alone\n",
    );
  });

  test("of ten services of which one is never readable says that a tenth was refused", async () => {
    const services = Array.from({ length: 10 }, (_none, index) => `s${index}`);
    const lines = Array.from({ length: 20 }, (_none, minutes) => {
      const at = new Date(start + minutes * minute).toISOString();
      return [at, ...services.map((_service, index) => (index === 3 ? "?!" : "up"))].join(",");
    });
    const { code, err } = await imported(
      ["--wide", "up", "--cadence", "1m"],
      rows(["time", ...services].join(","), ...lines),
    );
    expect(code).toBe(0);
    expect(err).toContain("rejected  20: row-value 20\n");
    expect(err).toContain("note      10 % of what they hold was refused");
  });

  test("may hold several streams, and what a message can lack may be N/A", async () => {
    const columns = ["--delivered", "sent", "--undelivered", "waiting", "--oldest", "oldest", "--p95", "p95"];
    const { out } = await imported(
      ["--as", "mail", ...columns, "--reports", "complaints", "--latency-unit", "s", "--cadence", "5m"],
      rows(
        "ts,sent,waiting,oldest,p95,complaints",
        "1633362000,40,N/A,-,1.5,3",
        "1633362300,41,2,90 ms,1.25,n/a",
      ),
    );
    const [interval, service] = [300_000, "mail"];
    expect(messagesIn(out)).toEqual([
      { service, ts: start, intervalMs: interval, delivered: 40, p95Ms: 1500 },
      { service, ts: start, intervalMs: interval, reports: 3 },
      {
        service,
        ts: start + interval,
        intervalMs: interval,
        delivered: 41,
        undelivered: 2,
        oldestUndeliveredMs: 90,
        p95Ms: 1250,
      },
    ]);
  });

  test("gives the same recording whatever the order of its rows, packed or not", async () => {
    const lines = Array.from({ length: 40 }, (_, index) => {
      const service = ["shop", "pay", "mail"][index % 3];
      return `${start + Math.floor(index / 3) * minute},${service},${100 + index},${index % 5}`;
    });
    const header = "ts,service,requests,errors";
    const expected = await imported(counts, rows(header, ...lines));
    expect((await imported(counts, gzipSync(rows(header, ...lines)))).out).toBe(expected.out);
    expect((await imported(counts, rows(header, ...lines.toReversed()))).out).toBe(expected.out);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(lines, { minLength: 40 }), async (shuffled) => {
        const { out } = await imported([...counts, "--cadence", "1m"], rows(header, ...shuffled));
        expect(out).toBe(expected.out);
      }),
      { numRuns: 20 },
    );
  });

  test.each([
    ["a semicolon and decimal commas", "ts;service;requests;errors", `${start};shop;1.000,0;5,0`],
    ["tabs", "ts\tservice\trequests\terrors", `${start}\tshop\t1000\t5`],
    ["quotes and thousands", "ts,service,requests,errors", `${start},"shop","1,000",5`],
    ["CRLF and a byte order mark", "\ufeffts,service,requests,errors\r", `${start},shop,1000,5\r`],
    ["seconds", "ts,service,requests,errors", "1633362000,shop,1000,5"],
    ["microseconds", "ts,service,requests,errors", "1633362000000000,shop,1000,5"],
    ["nanoseconds", "ts,service,requests,errors", "1633362000000000123,shop,1000,5"],
    ["a share with its sign", "ts,service,requests,error-ratio", `${start},shop,1000,0.5%`],
  ])("may have %s", async (_name, header, row) => {
    const argv = header.includes("error-ratio")
      ? ["--requests", "requests", "--error-ratio", "error-ratio"]
      : counts;
    const { out } = await imported([...argv, "--cadence", "1m"], rows(header, row));
    expect(messagesIn(out)).toEqual([
      { service: "shop", ts: start, intervalMs: minute, requests: 1000, errors: 5 },
    ]);
  });

  test.each(["utf16le", "UTF-16 in network order"])("may be of %s", async (kind) => {
    const text = rows("\ufeffts,service,requests,errors", `${start},Übung,1000,5`);
    const little = Buffer.from(text, "utf16le");
    const input = kind === "utf16le" ? little : Buffer.from(little).swap16();
    const { out } = await imported([...counts, "--cadence", "1m"], input);
    expect(messagesIn(out)).toMatchObject([{ service: "Übung", requests: 1000 }]);
  });

  test("stamped at the end begins an interval earlier", async () => {
    const { out } = await imported(
      [...counts, "--stamp", "end", "--cadence", "1m"],
      rows("ts,service,requests,errors", `${start},shop,10,0`),
    );
    expect(messagesIn(out)).toMatchObject([{ ts: start - minute }]);
  });

  test("of rates keeps every request: what rounding leaves is carried on", async () => {
    const lines = Array.from({ length: 60 }, (_, index) => `${start + index * minute},shop,0.31,0.013`);
    const { out } = await imported([...counts, "--per-second"], rows("ts,service,requests,errors", ...lines));
    const sum = (field: string): number =>
      messagesIn(out).reduce((total, message) => total + (message[field] as number), 0);
    expect([sum("requests"), sum("errors")]).toEqual([1116, 46]);
  });
});

describe("local times", () => {
  const argv = [...counts, "--zone", "Europe/Berlin", "--cadence", "30m"];
  const table = (...times: readonly string[]): string =>
    rows("time,service,requests,errors", ...times.map((time) => `${time},shop,10,0`));
  const hours = (out: string): readonly string[] =>
    messagesIn(out).map(({ ts }) => new Date(ts as number).toISOString().slice(11, 16));

  test("are those of the zone", async () => {
    const { out } = await imported(argv, table("2021-07-01 12:00", "01.12.2021 12:00:00"));
    expect(hours(out)).toEqual(["10:00", "11:00"]);
  });

  const autumn = ["01:30", "02:00", "02:30", "02:00", "02:30", "03:00"].map((time) => `2021-10-31 ${time}`);
  test("of the hour that comes twice are told apart by their order, also with the newest first", async () => {
    const expected = ["23:30", "00:00", "00:30", "01:00", "01:30", "02:00"];
    const { out, err } = await imported(argv, table(...autumn));
    expect(hours(out)).toEqual(expected);
    expect(err).toContain("4 times lie in an hour that came twice");
    expect(hours((await imported(argv, table(...autumn.toReversed()))).out)).toEqual(expected);
  });

  test("that clocks were put forward past are refused", async () => {
    const refused = await rejectsOf(argv, table("2021-03-28 01:30", "2021-03-28 02:30", "2021-03-28 03:00"));
    expect(refused).toEqual([
      [3, "row-timestamp", "2021-03-28 02:30 never was: the clocks were put forward past it"],
    ]);
  });

  test("without a zone are refused with what is needed", async () => {
    const { code, err } = await imported([...counts, "--cadence", "30m"], table("2021-07-01 12:00"));
    expect(code).toBe(3);
    expect(err).toContain("2021-07-01 12:00 has no offset: say with --zone where its clock stands");
  });

  test("in dates that may mean two days are refused until the order is said", async () => {
    expect(await rejectsOf(argv, table("2021-07-01 12:00", "04/10/2021 12:00"))).toEqual([
      [3, "row-timestamp", expect.stringContaining("may mean two days: say with --dates dmy")],
    ]);
    const american = await imported([...argv, "--dates", "mdy"], table("10/4/2021 3:30 PM"));
    expect(messagesIn(american.out)).toMatchObject([{ ts: Date.UTC(2021, 9, 4, 13, 30) }]);
  });
});

describe("a wide table", () => {
  test("of probes reads words, numbers and HTTP statuses, and an empty cell is no probe", async () => {
    const { out, err } = await imported(
      ["--wide", "up"],
      rows(
        "time,shop,pay/card,mail",
        "1633362120,UP,false,",
        "1633362060,200.0,true,N/A",
        "1633362000,503,1.0,0",
      ),
    );
    const told = messagesIn(out).map(({ service, ts, requests, errors }) => [
      ((ts as number) - start) / minute,
      service,
      requests,
      errors,
    ]);
    expect(told).toEqual([
      [0, "mail", 1, 1],
      [0, "pay\u2215card", 1, 0],
      [0, "shop", 1, 1],
      [1, "pay\u2215card", 1, 0],
      [1, "shop", 1, 0],
      [2, "pay\u2215card", 1, 1],
      [2, "shop", 1, 0],
    ]);
    expect(err).toContain("a slash inside a name is written \u2215");
  });

  test("of counts has two columns a service", async () => {
    const { out } = await imported(
      ["--wide", "requests,errors", "--cadence", "1m"],
      rows("ts,shop_requests,shop_errors,Pay requests,Pay errors,comment", `${start},100,1,50,2,fine`),
    );
    expect(messagesIn(out)).toMatchObject([
      { service: "Pay", requests: 50, errors: 2 },
      { service: "shop", requests: 100, errors: 1 },
    ]);
  });

  test("a monitor that was turned away does not know: the row says so, and costs no other service", async () => {
    const refused = await rejectsOf(
      ["--wide", "up", "--cadence", "1m"],
      rows("ts,shop,pay", `${start},429,up`),
    );
    expect(refused).toEqual([[2, "row-value", "shop: up: 429 says neither up nor down"]]);
  });
});

describe("what cannot be used", () => {
  test("is refused row by row, with code, line and reason", async () => {
    const refused = await rejectsOf(
      [...counts, "--cadence", "1m"],
      rows(
        "ts,service,requests,errors",
        `${start},shop,10,0`,
        `${start},shop,N/A,0`,
        `${start},shop,-1,0`,
        `${start},shop,10,11`,
        `${start},shop,10,0.25`,
        `${start},shop,10,3%`,
        `${start},,10,0`,
        `${start},shop,10`,
        `${start},sh"op,10,0`,
        "yesterday,shop,10,0",
        "42,shop,10,0",
        "2021-02-30T00:00:00Z,shop,10,0",
      ),
    );
    const help = "name the column with --error-ratio, and with --requests that of all requests";
    expect(refused).toEqual([
      [3, "row-value", "requests: N/A"],
      [4, "row-value", "requests: -1 is below zero"],
      [5, "row-value", "errors: 11 of 10 requests"],
      [6, "row-value", `errors: 0.25 of 10 requests looks like a share; ${help}`],
      [7, "row-value", `errors: 3% is a share and not a count; ${help}`],
      [8, "row-value", "the service is empty"],
      [9, "row-not-csv", "the header has 4 columns, the row has 3"],
      [10, "row-not-csv", "a quote is out of place"],
      [11, "row-timestamp", "yesterday is not a time"],
      [12, "row-timestamp", "42 is no time: seconds since 1970 have ten digits"],
      [13, "row-timestamp", "2021-02-30T00:00:00Z is no day"],
    ]);
  });

  test.each([
    ["a share without its count", ["--error-ratio", "errors"], 2, "--error-ratio needs --requests"],
    ["errors without requests", ["--errors", "errors"], 2, "--errors needs --requests"],
    ["requests without errors", ["--requests", "requests"], 2, "--requests needs --errors"],
    ["a quantile without its count", ["--p95", "errors"], 2, "--p95 needs --delivered"],
    ["nothing measured", [], 2, "say which columns of - are measured"],
    [
      "a column that is not there",
      ["--requests", "request", "--errors", "errors"],
      2,
      "Did you mean requests?",
    ],
    ["an unknown zone", [...counts, "--zone", "Europe/Berln"], 2, "is neither a time zone nor an offset"],
    ["an interval that cannot be found out", counts, 2, "--cadence 1m"],
    ["a wide table of shares", ["--wide", "error-ratio"], 2, "A share alone carries no evidence"],
  ])("%s is refused at once, with what is needed", async (_name, argv, code, words) => {
    const ran = await imported(argv, rows("ts,service,requests,errors", `${start},shop,10,0`));
    expect([ran.code, ran.out]).toEqual([code, ""]);
    expect(ran.err).toContain(words);
  });
});
