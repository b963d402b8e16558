const storageKey = "tocsin-theme";

/** @returns {string | null} */
function storedTheme() {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null; // Some browsers keep nothing for a page from a file.
  }
}

/** @param {string} theme */
function storeTheme(theme) {
  try {
    localStorage.setItem(storageKey, theme);
  } catch {
    // The choice then lasts as long as the page is open.
  }
}

/**
 * Follows the system's theme until the button chooses one; printing is always light.
 * @param {() => void} redraw
 */
export function followTheme(redraw) {
  const root = document.documentElement;
  const button = /** @type {HTMLButtonElement} */ (document.querySelector("#theme"));
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset["theme"] ?? (system.matches ? "dark" : "light")) === "dark";
  const show = () => {
    button.textContent = isDark() ? "Light" : "Dark";
    button.setAttribute("aria-label", `Change to the ${isDark() ? "light" : "dark"} theme`);
    redraw();
  };
  const stored = storedTheme();
  if (stored === "dark" || stored === "light") root.dataset["theme"] = stored;
  button.hidden = false;
  button.addEventListener("click", () => {
    root.dataset["theme"] = isDark() ? "light" : "dark";
    storeTheme(root.dataset["theme"]);
    show();
  });
  system.addEventListener("change", show);
  printInLight(root, show);
  show();
}

/**
 * @param {HTMLElement} root
 * @param {() => void} show
 */
function printInLight(root, show) {
  const before = { theme: root.dataset["theme"] };
  addEventListener("beforeprint", () => {
    before.theme = root.dataset["theme"];
    root.dataset["theme"] = "light";
    show();
  });
  addEventListener("afterprint", () => {
    if (before.theme === undefined) delete root.dataset["theme"];
    else root.dataset["theme"] = before.theme;
    show();
  });
}
