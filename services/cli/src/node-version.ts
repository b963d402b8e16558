/** The oldest Node that has all that is used here: `engines` of the manifest. */
const oldest = [22, 22] as const;

/**
 * Words for a version of Node that cannot run this, or null.
 *
 * @example tooOldNode("24.1.0") === null
 */
export function tooOldNode(version: string): string | null {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return null;
  return `it needs Node ${oldest.join(".")} or newer, and this is ${version}`;
}
