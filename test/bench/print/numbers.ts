/** `1234567` as `1,234,567`, whatever the machine's language. */
export const grouped = (value: number): string => String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",");

/** Three significant digits, whole from 100 on. */
export function short(value: number): string {
  if (value === 0) return "0";
  const magnitude = Math.floor(Math.log10(Math.abs(value)));
  if (magnitude < 2) return value.toFixed(Math.min(4, 2 - magnitude));
  const step = 10 ** Math.max(0, magnitude - 2);
  return grouped(Math.round(value / step) * step);
}
