/** 0.053 as `5.3 %`. */
export function percent(share: number): string {
  const hundredths = share * 100;
  if (hundredths !== 0 && Math.abs(hundredths) < 0.1) return 'less than 0.1 %';
  return `${hundredths.toFixed(Math.abs(hundredths) >= 10 ? 0 : 1)} %`;
}

/** Four digits are enough to compare by eye. */
export function figure(value: number): string {
  return String(Number(value.toPrecision(4)));
}

export function signed(value: number): string {
  return `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(2)}`;
}
