/** How long backups are kept, in words. */

const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

/** `90 days`, `36 hours`, `1 day 6 hours`: at most two units, exact otherwise in seconds. */
export function spanInWords(seconds: number): string {
  const parts: string[] = [];
  let rest = seconds;
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    rest %= size;
    if (count > 0) parts.push(`${count} ${unit}${count === 1 ? '' : 's'}`);
  }
  if (parts.length === 0) return '0 seconds';
  return parts.length <= 2 ? parts.join(' ') : `${seconds} seconds (about ${parts[0]})`;
}
