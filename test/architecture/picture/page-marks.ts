const from = "<!-- Drawn from the imports by `pnpm generate`; change nothing from here on by hand. -->";
const to = "<!-- End of what `pnpm generate` draws. -->";

/** The same page with a picture between its two marks. Throws where the page, named by its path, lacks a mark. */
export function withPicture(path: string, page: string, picture: string): string {
  const [start, end] = [page.indexOf(from), page.indexOf(to)];
  if (start === -1 || end < start) throw new Error(`${path} lacks the marks of the picture`);
  return `${page.slice(0, start)}${from}\n\n\`\`\`mermaid\n${picture}\n\`\`\`\n\n${page.slice(end)}`;
}
