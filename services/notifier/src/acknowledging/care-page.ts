import type { Acknowledgement, AlertData } from "@tocsin/contracts";
import { plain } from "../sinks/words.ts";

/** What a person sees who follows the link. Reading it changes nothing: programs that look into links press no button. */
export function askingPage(data: AlertData, care: Acknowledgement | null): string {
  const cared = care === null ? "" : `<p>${escaped(careWords(care))}</p>`;
  return page(
    plain(data.title ?? data.incident, 200),
    `<p>${escaped(plain(data.summary ?? "", 900))}</p>
${cared}<form method="post">
<p><label>Your name <input name="by" maxlength="100" autocomplete="name"></label></p>
<p><label>Why, for those who read it later <input name="note" maxlength="500"></label></p>
<p><button>I take care of it</button></p>
</form>`,
  );
}

export function answeredPage(incident: string, care: Acknowledgement): string {
  return page(plain(incident, 200), `<p>${escaped(careWords(care))}</p>`);
}

export const refusedPage = (reason: string): string =>
  page("Nothing was changed", `<p>${escaped(reason)}</p>`);

function careWords({ by, at, note }: Acknowledgement): string {
  const who = plain(by ?? "Somebody", 100);
  return `${who} takes care of it, since ${at}${note === undefined ? "" : `: ${plain(note, 500)}`}`;
}

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Tocsin</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:40em;margin:2em auto;padding:0 1em;color-scheme:light dark}input{font:inherit;width:100%;box-sizing:border-box}button{font:inherit;padding:.5em 1em}</style>
<h1>${escaped(title)}</h1>
${body}
</html>
`;

const names: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => names[character] ?? "");
