const blocks = '▁▂▃▄▅▆▇█';

/** Values as a line of blocks, the greatest being full and `floor` (or the least) empty; null, which is not known, is a dot. */
export function sparkline(values: readonly (number | null)[], floor?: number): string {
  const known = values.filter((value) => value !== null);
  const least = floor ?? Math.min(...known);
  const range = Math.max(...known) - least;
  return values
    .map((value) => {
      if (value === null) return '·';
      const level = range > 0 ? Math.round(((value - least) / range) * (blocks.length - 1)) : 0;
      return blocks[Math.max(0, level)] ?? '';
    })
    .join('');
}
