import { createHash } from "node:crypto";
import type { Payload } from "../client/payload.ts";
import { pageScript, pageStyle } from "./assets.ts";
import { type Html, html, scriptJson, trustedMarkup } from "./html.ts";

export interface StandalonePage {
  readonly title: string;
  readonly body: Html;
  /** What the page's script draws. */
  readonly payload: Payload;
}

/**
 * A page as one document that needs nothing else. Its content policy forbids every request, and every script but its own, so
 * that nothing in the data could run even if it were not escaped.
 */
export function standalonePage({ title, body, payload }: StandalonePage): string {
  const script = pageScript();
  const policy = `default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-${sha256(script)}'`;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        ${element("style", pageStyle())}
      </head>
      <body>
        ${body}
        <noscript
          ><p class="note">Without scripts the charts stay empty; everything else is here.</p></noscript
        >
        ${element('script type="application/json" id="payload"', scriptJson(payload))}
        ${element("script", script)}
      </body>
    </html> `;
  return page.text;
}

/** Text of our own without a space more or less: the policy holds the script's hash. */
function element(tag: string, text: string): Html {
  const [name = tag] = tag.split(" ");
  return trustedMarkup(`<${tag}>${text}</${name}>`);
}

function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("base64");
}
