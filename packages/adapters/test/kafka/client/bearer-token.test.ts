import process from "node:process";
import { expect, test } from "vitest";
import { bearerSasl, bearerToken } from "../../../src/kafka/client/bearer-token.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const folder = temporaryFolder();

/** A program of one line, run by this Node. */
const program = (line: string) => ({ kind: "command", command: [process.execPath, "-e", line] }) as const;

test("a file is read with every call, without the white space around the token", async () => {
  const path = folder.write("token", "first\n");
  const token = bearerToken({ kind: "file", path });
  expect(await token()).toBe("first");
  folder.write("token", "  second \n");
  expect(await token()).toBe("second");
});

test("a command is run once for all connections of a minute, and again after it failed", async () => {
  const path = folder.write("runs", "");
  const token = bearerToken(
    program(
      `require("fs").appendFileSync(${JSON.stringify(path)}, "x"); console.log("token-" + process.pid)`,
    ),
  );
  const [first, second] = await Promise.all([token(), token()]);
  expect(first).toMatch(/^token-\d+$/);
  expect([second, await token()]).toEqual([first, first]);
  const failing = bearerToken(program("process.exit(3)"));
  for (let times = 0; times < 2; times += 1) await expect(failing()).rejects.toThrow("ended with code 3");
});

test.each([
  ["a file that is not there", { kind: "file", path: "/there/is/no/token" } as const, /ENOENT/],
  ["an empty file", { kind: "file", path: folder.write("empty", "\n") } as const, /gives none/],
  [
    "a command that is not there",
    { kind: "command", command: ["no-such-program-x"] } as const,
    /cannot be run \(ENOENT\)/,
  ],
  ["a command that says much", program("console.log('hunter2 and hunter3')"), /more than a token/],
  ["a command that complains", program("console.error('hunter2'); process.exit(1)"), /ended with code 1/],
])(
  "%s is waited for, as a broker that is away, and nothing of what it gave is said",
  async (_what, source, words) => {
    const failure = await bearerToken(source)().catch((error: unknown) => error as Error);
    expect(failure).toMatchObject({ kind: "unreachable", message: expect.stringMatching(words) as string });
    expect(String(failure)).not.toContain("hunter");
  },
);

/** What the broker says to the token, shown as kafkajs hands it on. */
async function shown(answer: string): Promise<string> {
  const sent: string[] = [];
  const withLength = Buffer.concat([Buffer.from([0, 0, 0, answer.length]), Buffer.from(answer)]);
  const { authenticationProvider } = bearerSasl(async () => await Promise.resolve("a.b."));
  const { authenticate } = authenticationProvider({
    saslAuthenticate: async ({ request, response }) => {
      sent.push((await request.encode()).subarray(4).toString());
      await response.parse(await response.decode(withLength));
    },
  });
  await authenticate();
  return sent.join();
}

test("the token goes as RFC 7628 has it, and what a broker says against it is a refusal", async () => {
  expect(await shown("")).toBe("n,,\u0001auth=Bearer a.b.\u0001\u0001");
  await expect(shown('{"status":"invalid_token"}')).rejects.toMatchObject({
    name: "KafkaJSSASLAuthenticationError",
    message: 'the broker refuses the token: {"status":"invalid_token"}',
  });
});
