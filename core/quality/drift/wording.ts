/** 0.053 as `5.3 %`. */
export function percent(share: number): string {
  const hundredths = share * 100;
  if (hundredths !== 0 && Math.abs(hundredths) < 0.1) return 'less than 0.1 %';
  return `${hundredths.toFixed(Math.abs(hundredths) >= 10 ? 0 : 1)} %`;
}

/** A share that a person has set, or an axis shows: 0.05 as `5 %`, without digits that say nothing. */
export function plainPercent(share: number): string {
  return `${figure(share * 100)} %`;
}

/** Four digits are enough to compare by eye. The largest numbers would become infinite if they were rounded. */
export function figure(value: number, digits = 4): string {
  const rounded = Number(value.toPrecision(digits));
  return String(Number.isFinite(rounded) ? rounded : value);
}

export function signed(value: number): string {
  const size = Math.abs(value);
  return `${value < 0 ? '-' : '+'}${size < 1000 ? size.toFixed(2) : figure(size)}`;
}
