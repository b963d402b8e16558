import { randomStream } from "@tocsin/worlds/random";
import { describe, expect, test } from "vitest";
import { breedBytes } from "./inputs/breed-bytes.ts";
import { below, pick } from "./inputs/breed.ts";
import { fuzzSession } from "./campaign/session.ts";
import { smaller, tryInput } from "./campaign/try-input.ts";
import { fuzzCommand } from "./fuzz-command.ts";
import { readOptions } from "./fuzz-options.ts";
import { parsers } from "./parsers/index.ts";
import { bytesOf, type Parser } from "./parsers/parser.ts";

/** Enough to meet every way of breeding many times; `pnpm fuzz` goes on from here, led by what code is reached. */
const inputs = 100;

describe("every parser keeps its promises for inputs that are bred of its own examples", () => {
  test.each(parsers.map((parser) => [parser.name, parser] as const))("%s", async (name, parser) => {
    const random = randomStream(7, name);
    const broken: string[] = [];
    for (const seed of parser.seeds) broken.push(...((await said(parser, seed)) ?? []));
    for (let tried = 0; tried < inputs; tried += 1) {
      const other = parser.seeds[below(random, parser.seeds.length)]!;
      const input = pick(random, parser.breeds)(pick(random, parser.seeds), other, random);
      broken.push(...((await said(parser, input)) ?? []));
    }
    expect(broken).toEqual([]);
  });
});

/** With the input, so that it can be looked at. */
async function said(parser: Parser, input: Uint8Array): Promise<readonly string[] | null> {
  const what = await tryInput(parser, input);
  return what === null ? null : [`${what}: ${Buffer.from(input).toString("base64").slice(0, 2000)}`];
}

test("what finds new code is bred from again, but for an input of megabytes, whose children would be as long", async () => {
  let bred = 0;
  const parser: Parser = {
    name: "made up",
    seeds: [bytesOf("abc")],
    breeds: [() => new Uint8Array((bred += 1) % 2 === 0 ? 2_000_000 : 20)],
    parse: () => [],
  };
  const coverage = {
    take: async () => await Promise.resolve(new Map()),
    isNew: () => true,
    add: () => {},
    figures: () => ({ functions: 0, characters: 0, ran: 0 }),
    close: async () => await Promise.resolve(),
  };
  const session = await fuzzSession({ parser, coverage, seed: 1, done: 0, corpus: [], trying: () => {} });
  const { inputs: tried, kept } = await session.batch(4);
  expect({ tried, kept: kept.map(({ length }) => length) }).toEqual({ tried: 4, kept: [20, 20] });
});

describe("a fault is found:", () => {
  const parserThat = (parse: Parser["parse"]): Parser => ({
    name: "made up",
    seeds: [bytesOf("abc")],
    breeds: [breedBytes],
    parse,
  });

  test("what is thrown, by its words and where it was thrown", async () => {
    const parser = parserThat(() => {
      throw new TypeError("no property 12 of undefined");
    });
    expect(await tryInput(parser, bytesOf("a"))).toMatch(
      /^TypeError: no property … of undefined \(test\/fuzz\/fuzz.test.ts:\d+\)$/,
    );
  });

  test("a promise that is rejected", async () => {
    const parser = parserThat(async () => await Promise.reject(new RangeError("too much")));
    expect(await tryInput(parser, bytesOf("a"))).toContain("RangeError: too much");
  });

  test("a code that is none of the closed list", async () => {
    expect(
      await tryInput(
        parserThat(() => ["value-schema", "oops"]),
        bytesOf("a"),
      ),
    ).toBe("the code oops is none of the closed list");
    expect(
      await tryInput(
        parserThat(() => ["value-schema"]),
        bytesOf("a"),
      ),
    ).toBeNull();
  });

  test("time without end", async () => {
    const slow = parserThat(() => {
      const until = process.cpuUsage().user + 60_000;
      while (process.cpuUsage().user < until);
      return [];
    });
    expect(await tryInput(slow, bytesOf("a"), 20)).toBe("it takes longer than 20 ms");
  });

  test("and made as small as it can be", async () => {
    const parser = parserThat((input) => {
      if (Buffer.from(input).includes("(") && Buffer.from(input).includes(")")) throw new Error("nested");
      return [];
    });
    const whole = bytesOf(`${"a".repeat(300)}(${"b".repeat(300)})${"c".repeat(300)}`);
    const what = await tryInput(parser, whole);
    expect(Buffer.from(await smaller(parser, whole, what!)).toString()).toBe("()");
  });
});

describe("pnpm fuzz", () => {
  const run = async (...argv: readonly string[]) => {
    const told = { out: "", err: "" };
    const code = await fuzzCommand(argv, {
      stdout: { write: (text: string) => (told.out += text) },
      stderr: { write: (text: string) => (told.err += text) },
    });
    return { code, ...told };
  };

  test("reads what code its inputs reach, and keeps those that reach new code", async () => {
    const { code, out, err } = await run("--parser", "commands", "--inputs", "200", "--forget");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^commands +200 inputs +\d+ a second, [1-9]\d* kept, [1-9]\d* functions entered/);
  });

  test("tells what there is where a parser is unknown", async () => {
    const { code, err } = await run("--parser", "topologie");
    expect(code).toBe(2);
    expect(err).toContain("there is no parser topologie; there is telemetry, frames");
  });

  test("takes numbers that are whole alone", () => {
    expect(() => readOptions(["--inputs", "1e6"])).toThrow("--inputs takes a whole number");
    expect(() => readOptions(["--minutes", "half"])).toThrow("--minutes takes a whole number");
  });

  test("feeds each parser for no longer than the minutes that are given", async () => {
    expect(readOptions(["--minutes", "2"])).toMatchObject({ longestMs: 120_000 });
    expect(readOptions([])).toMatchObject({ longestMs: Infinity });
    const argv = ["--parser", "commands", "--inputs", "100000", "--minutes", "0", "--forget"];
    const { code, out } = await run(...argv);
    const inputs = Number(/^commands +(\d+) inputs/.exec(out)?.[1]);
    expect(code).toBe(0);
    expect(inputs).toBeLessThan(100_000);
  });
});
