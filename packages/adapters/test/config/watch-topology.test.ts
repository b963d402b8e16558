import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Topology } from "@tocsin/contracts";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type TopologyWatch, type TopologyWatchOptions, watchTopology } from "../../src/config/index.ts";

const named = (service: string): string => `services:\n  ${service}: {}\ncomponents: {}\n`;
const topology = (service: string): Topology =>
  Topology.parse({ services: { [service]: {} }, components: {} });

let folder: string;
let file: string;
let watched: TopologyWatch | null = null;
let told: string[];

/** Long enough that only what the file system tells is noticed. */
const never = 3_600_000;

function watching(options: Partial<TopologyWatchOptions> = {}): TopologyWatch {
  watched = watchTopology(file, {
    current: topology("mail"),
    onChange: (changed) => void told.push(`now ${Object.keys(changed.services).join(",")}`),
    onFault: (faults) => void told.push(...faults.map(({ line, code }) => `${line} ${code}`)),
    debounceMs: 20,
    pollMs: never,
    ...options,
  });
  return watched;
}

const tells = async (...expected: readonly string[]): Promise<void> =>
  await vi.waitFor(() => expect(told).toEqual(expected), { timeout: 10_000, interval: 5 });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tocsin-watch-"));
  file = join(folder, "topology.yaml");
  writeFileSync(file, named("mail"));
  told = [];
});

afterEach(() => {
  watched?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("a watched topology", () => {
  test("is told of when the file is written anew", async () => {
    watching();
    writeFileSync(file, named("chat"));
    await tells("now chat");
    writeFileSync(file, named("maps"));
    await tells("now chat", "now maps");
  });

  test("is told of when the file is replaced, as editors do", async () => {
    watching();
    writeFileSync(join(folder, "draft"), named("chat"));
    renameSync(join(folder, "draft"), file);
    await tells("now chat");
    writeFileSync(join(folder, "draft"), named("maps"));
    renameSync(join(folder, "draft"), file);
    await tells("now chat", "now maps");
  });

  test("is told of when a link beside it is turned to another folder, as container platforms do", async () => {
    for (const service of ["mail", "chat"]) {
      mkdirSync(join(folder, service));
      writeFileSync(join(folder, service, "topology.yaml"), named(service));
    }
    unlinkSync(file);
    symlinkSync("mail", join(folder, "data"));
    symlinkSync(join("data", "topology.yaml"), file);
    watching();
    symlinkSync("chat", join(folder, "data-new"));
    renameSync(join(folder, "data-new"), join(folder, "data"));
    await tells("now chat");
  });

  test("that changed before watching began is told of too", async () => {
    writeFileSync(file, named("chat"));
    watching();
    await tells("now chat");
  });

  test("that is faulty is told of once with every fault, and what was in use stays in use", async () => {
    const watch = watching();
    writeFileSync(file, "services:\n  mail: {}\n  chat: 3\ncomponents:\n  x: { services: [] }\n");
    await tells("3 config-schema", "5 config-schema");
    writeFileSync(join(folder, "other"), "");
    expect(await watch.reload()).toBe("faulty");
    writeFileSync(file, named("mail"));
    expect(await watch.reload()).toBe("unchanged");
    writeFileSync(file, named("chat"));
    await vi.waitFor(() => expect(told.at(-1)).toBe("now chat"));
  });

  test("that is gone is told of, and taken up again when it comes back", async () => {
    watching();
    unlinkSync(file);
    await tells("1 file-unreadable");
    writeFileSync(file, named("chat"));
    await tells("1 file-unreadable", "now chat");
  });

  test("does not change by remarks and order of keys", async () => {
    const watch = watching();
    writeFileSync(file, `# a remark\ncomponents: {}\nservices: { mail: }\n`);
    expect(await watch.reload()).toBe("unchanged");
    expect(told).toEqual([]);
  });

  test("is noticed by reading it from time to time where the file system tells nothing", async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), "tocsin-watch-"));
    writeFileSync(join(elsewhere, "topology.yaml"), named("mail"));
    unlinkSync(file);
    symlinkSync(join(elsewhere, "topology.yaml"), file);
    watching({ pollMs: 20, debounceMs: 1 });
    writeFileSync(join(elsewhere, "topology.yaml"), named("chat"));
    await tells("now chat");
    rmSync(elsewhere, { recursive: true });
  });
});

test("a reload reads at once, without any notice", async () => {
  const watch = watching({ debounceMs: never });
  writeFileSync(file, named("chat"));
  expect(await watch.reload()).toBe("changed");
  expect(await watch.reload()).toBe("unchanged");
  expect(told).toEqual(["now chat"]);
});

test("changes are handed over one after another", async () => {
  const release = Promise.withResolvers<undefined>();
  const watch = watching({
    debounceMs: never,
    onChange: async (changed) => {
      told.push(`begin ${Object.keys(changed.services).join(",")}`);
      await release.promise;
      told.push("end");
    },
  });
  writeFileSync(file, named("chat"));
  const first = watch.reload();
  await tells("begin chat");
  writeFileSync(file, named("maps"));
  const second = watch.reload();
  release.resolve(undefined);
  expect(await Promise.all([first, second])).toEqual(["changed", "changed"]);
  expect(told).toEqual(["begin chat", "end", "begin maps", "end"]);
});

test("after close nothing is told any more", async () => {
  const watch = watching({ debounceMs: 1 });
  writeFileSync(file, named("chat"));
  const reading = watch.reload();
  watch.close();
  expect(await reading).toBe("unchanged");
  expect(told).toEqual([]);
});

test("a folder that cannot be watched is told of; a reload still works", async () => {
  rmSync(folder, { recursive: true });
  const watch = watching({ debounceMs: never });
  expect(told).toEqual(["1 file-unreadable"]);
  mkdirSync(folder);
  writeFileSync(file, named("chat"));
  expect(await watch.reload()).toBe("changed");
});
