/** Draws the pictures of `ARCHITECTURE.md` and of the Kafka part anew: `pnpm generate`. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { repositoryRoot } from "../support/repository.ts";
import { architecturePage, importPicture } from "./architecture-page.ts";
import { kafkaPage, kafkaPicture } from "./kafka-page.ts";
import { withPicture } from "./page-marks.ts";

const pictures = { [architecturePage]: importPicture, [kafkaPage]: kafkaPicture };

for (const [page, pictureOf] of Object.entries(pictures)) {
  const path = join(repositoryRoot, page);
  writeFileSync(path, withPicture(page, readFileSync(path, "utf8"), pictureOf(repositoryRoot)));
  process.stdout.write(`picture of ${page} drawn\n`);
}
