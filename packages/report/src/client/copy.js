/** Every Copy button copies the text beside it, also where the page has no right to the clipboard. */
export function enableCopying() {
  for (const button of document.querySelectorAll("button.copy")) {
    button.addEventListener("click", () => void copyBeside(button));
  }
}

/** @param {Element} button */
async function copyBeside(button) {
  const text = button.parentElement?.querySelector("pre") ?? null;
  const status = button.parentElement?.querySelector(".copied") ?? null;
  if (text === null || status === null) return;
  status.textContent = (await copyText(text)) ? "Copied" : "Selected: press Ctrl+C or ⌘C";
}

/**
 * @param {HTMLElement} element
 * @returns {Promise<boolean>} False where the text is only selected.
 */
async function copyText(element) {
  try {
    await navigator.clipboard.writeText(element.textContent ?? "");
    return true;
  } catch {
    getSelection()?.selectAllChildren(element);
    // oxlint-disable-next-line typescript/no-deprecated -- the only way without a right to the clipboard
    return document.execCommand("copy");
  }
}
