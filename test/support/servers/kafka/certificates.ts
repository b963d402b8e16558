import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../run/run-command.ts";
import { ServerMissing } from "../ways.ts";

const days = "30";

async function openssl(folder: string, args: readonly string[]): Promise<void> {
  if ((await runCommand("openssl", args, { cwd: folder })) === null)
    throw new ServerMissing(`openssl is not on the PATH, or refused: ${args.slice(0, 2).join(" ")}`);
}

/** A certification authority of its own, as `NAME.crt` and `NAME.key`. */
async function authority(folder: string, name: string): Promise<string> {
  const subject = ["-subj", `/CN=${name}`, "-days", days];
  const files = ["-keyout", `${name}.key`, "-out", `${name}.crt`];
  await openssl(folder, ["req", "-x509", "-newkey", "rsa:2048", "-nodes", ...subject, ...files]);
  return join(folder, `${name}.crt`);
}

/** A certificate for the loopback address, signed by the authority; the key is PKCS#8, as Kafka reads it. */
async function signed(folder: string, authority: string, name: string): Promise<void> {
  const request = ["req", "-newkey", "rsa:2048", "-nodes", "-subj", `/CN=${name}`];
  await openssl(folder, [...request, "-keyout", `${name}.key`, "-out", `${name}.csr`]);
  writeFileSync(join(folder, `${name}.ext`), "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
  const by = ["-CA", `${authority}.crt`, "-CAkey", `${authority}.key`, "-CAcreateserial"];
  const files = ["-in", `${name}.csr`, "-out", `${name}.crt`, "-extfile", `${name}.ext`];
  await openssl(folder, ["x509", "-req", ...files, ...by, "-days", days]);
}

export interface Certificates {
  readonly caFile: string;
  /** An authority that signed nothing here. */
  readonly otherCaFile: string;
  readonly serverCertFile: string;
  readonly serverKeyFile: string;
  readonly clientCertFile: string;
  readonly clientKeyFile: string;
}

/** Makes them with `openssl` in the folder. */
export async function makeCertificates(folder: string): Promise<Certificates> {
  const caFile = await authority(folder, "authority");
  const otherCaFile = await authority(folder, "other-authority");
  await signed(folder, "authority", "server");
  await signed(folder, "authority", "client");
  return {
    caFile,
    otherCaFile,
    serverCertFile: join(folder, "server.crt"),
    serverKeyFile: join(folder, "server.key"),
    clientCertFile: join(folder, "client.crt"),
    clientKeyFile: join(folder, "client.key"),
  };
}
