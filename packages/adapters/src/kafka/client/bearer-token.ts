/** SASL OAUTHBEARER (RFC 7628): where tokens come from, and how a broker is shown one. */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { LogFault } from "@tocsin/log";
import type { TokenSource } from "../../config/resolved-configuration.ts";

/** A worker connects to several brokers at once, and each connection asks. */
const commandEveryMs = 60_000;
const commandForMs = 10_000;

/**
 * Asks for the token anew with every call; a command is run at most once a minute, for its token lasts longer. Rejects with
 * `unreachable` where there is none: who gives tokens out may be away for a while. What a command prints is never told.
 */
export function bearerToken(source: TokenSource): () => Promise<string> {
  switch (source.kind) {
    case "text":
      return async () => await Promise.resolve(source.text);
    case "file":
      return async () => whole(await fromFile(source.path), source.path);
    case "command":
      return fromCommand(source.command);
  }
}

async function fromFile(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw noToken(error instanceof Error ? error.message : String(error));
  }
}

function fromCommand([program = "", ...args]: readonly string[]): () => Promise<string> {
  const run = promisify(execFile);
  let last: { readonly atMs: number; readonly token: Promise<string> } | null = null;
  const printed = async (): Promise<string> => {
    try {
      const { stdout } = await run(program, args, { timeout: commandForMs });
      return whole(stdout, program);
    } catch (error) {
      last = null;
      throw error instanceof LogFault ? error : noToken(`${program} ${endOf(error)}`);
    }
  };
  return async () => {
    const nowMs = performance.now();
    if (last === null || nowMs - last.atMs >= commandEveryMs) last = { atMs: nowMs, token: printed() };
    return await last.token;
  };
}

/** How a program ended, without anything that it printed. */
function endOf(error: unknown): string {
  const { code, killed } = error as { readonly code?: unknown; readonly killed?: unknown };
  if (killed === true) return `did not end within ${commandForMs / 1000} s`;
  return typeof code === "number" ? `ended with code ${code}` : `cannot be run (${String(code)})`;
}

function whole(text: string, from: string): string {
  const token = text.trim();
  if (token === "") throw noToken(`${from} gives none`);
  if (/\s/.test(token)) throw noToken(`what ${from} gives is more than a token`);
  return token;
}

const noToken = (why: string): LogFault => new LogFault("unreachable", `no token for Kafka: ${why}`);

interface Authentication {
  readonly saslAuthenticate: (exchange: {
    readonly request: { readonly encode: () => Promise<Buffer> };
    readonly response: {
      readonly decode: (bytes: Buffer) => Promise<string>;
      readonly parse: (said: string) => Promise<void>;
    };
  }) => Promise<void>;
}

/**
 * kafkajs has the mechanism too, and takes for success what the broker says of a token that it refuses: the reason comes
 * in an answer without an error, and then the connection is closed.
 */
export function bearerSasl(token: () => Promise<string>) {
  return {
    mechanism: "oauthbearer",
    authenticationProvider: ({ saslAuthenticate }: Authentication) => ({
      authenticate: async () => {
        const message = `n,,\u0001auth=Bearer ${await token()}\u0001\u0001`;
        await saslAuthenticate({
          request: { encode: async () => await Promise.resolve(withLength(Buffer.from(message))) },
          response: {
            decode: async (bytes) => await Promise.resolve(bytes.subarray(lengthBytes).toString("utf8")),
            parse: async (said) => {
              if (said !== "") throw new TokenRefused(said);
              await Promise.resolve();
            },
          },
        });
      },
    }),
  };
}

const lengthBytes = 4;

function withLength(bytes: Buffer): Buffer {
  const length = Buffer.alloc(lengthBytes);
  length.writeInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

class TokenRefused extends Error {
  constructor(said: string) {
    super(`the broker refuses the token: ${said}`);
    // The name by which kafkajs tells the same.
    this.name = "KafkaJSSASLAuthenticationError";
  }
}
