/** Figures in words: three digits, and a unit that fits. */

const digits = (n: number) => (n >= 100 ? n.toFixed(0) : n >= 10 ? n.toFixed(1) : n.toFixed(2));

/** Microseconds; 0 is not known. */
export function rttText(us: number): string {
  if (us <= 0) return '–';
  if (us < 1_000) return `${us < 100 ? digits(us).replace(/\.?0+$/, '') : us.toFixed(0)} µs`;
  return us < 999_500 ? `${digits(us / 1_000)} ms` : `${digits(us / 1e6)} s`;
}

/** Millionths. */
export function lossText(ppm: number): string {
  if (ppm <= 0) return '0 %';
  if (ppm < 100) return '< 0.01 %';
  const percent = ppm / 10_000;
  return `${percent >= 99.95 ? '100' : percent >= 10 ? percent.toFixed(0) : percent >= 1 ? percent.toFixed(1) : percent.toFixed(2)} %`;
}

const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'];

/** Decimal: 1 kB is 1,000 bytes, as l2 rates are. */
export function bytesText(bytes: number): string {
  if (bytes < 1_000) return `${Math.round(bytes)} B`;
  let [n, unit] = [bytes, 0];
  while (n >= 999.5 && unit < units.length - 1) {
    n /= 1_000;
    unit++;
  }
  return `${digits(n)} ${units[unit]}`;
}

export function rateText(bytesPerSecond: number): string {
  return `${bytesText(bytesPerSecond)}/s`;
}

/** How long ago, by the clock of the controller; '' for never. */
export function agoText(ms: number, nowMs: number): string {
  if (ms <= 0) return 'never';
  const s = Math.max(0, Math.round((nowMs - ms) / 1_000));
  if (s < 2) return 'now';
  if (s < 120) return `${s} s ago`;
  if (s < 7_200) return `${Math.round(s / 60)} min ago`;
  return s < 172_800 ? `${Math.round(s / 3_600)} h ago` : `${Math.round(s / 86_400)} d ago`;
}

/** `14:03:07`, with the date in front if it is another day's. */
export function timeText(ms: number, nowMs: number): string {
  if (ms <= 0) return '–';
  const two = (n: number) => String(n).padStart(2, '0');
  const [at, now] = [new Date(ms), new Date(nowMs)];
  const time = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  if (at.toDateString() === now.toDateString()) return time;
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${time}`;
}
