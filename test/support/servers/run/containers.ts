import type * as Testcontainers from "testcontainers";
import { notThere } from "../ways.ts";
import { guarded, unguarded } from "./guard.ts";

const pullMs = 240_000;

export type Engine =
  | {
      readonly kind: "engine";
      readonly containers: typeof Testcontainers;
      /** Pulls the image where the engine does not have it. */
      readonly pulled: (image: string) => Promise<void>;
    }
  | { readonly kind: "not-there"; readonly reason: string };

const within = <Result>(promise: Promise<Result>, ms: number, what: string): Promise<Result> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took longer than ${ms} ms`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The container engine, where one answers. */
export async function containerEngine(): Promise<Engine> {
  // The reaper is an image of its own, which cannot be pulled everywhere; the guard ends what is left.
  process.env["TESTCONTAINERS_RYUK_DISABLED"] ??= "true";
  const containers = await import("testcontainers");
  let client;
  try {
    client = await containers.getContainerRuntimeClient();
  } catch {
    return notThere("no container engine answers");
  }
  const pulled = async (image: string): Promise<void> => {
    const name = containers.ImageName.fromString(image);
    try {
      if (!(await client.image.exists(name)))
        await within(client.image.pull(name), pullMs, `pulling ${image}`);
    } catch (error) {
      throw new Error(`the image ${image} is not there and cannot be pulled (${messageOf(error)})`, {
        cause: error,
      });
    }
  };
  return { kind: "engine", containers, pulled };
}

/** Ends a container when asked, and at the latest with this process. */
export function endsContainer(container: {
  getId(): string;
  stop(options?: { readonly timeout?: number }): Promise<unknown>;
}): () => Promise<void> {
  const id = container.getId();
  guarded("container", id);
  return async () => {
    await container.stop({ timeout: 1000 });
    unguarded("container", id);
  };
}
