/** A number as CloudWatch prints it: `3.0`, and with an exponent from ten millions on and below a thousandth (`1.0E7`). */
export function javaDouble(value: number): string {
  const size = Math.abs(value);
  if (size === 0 || (size >= 0.001 && size < 10_000_000)) return withPoint(String(value));
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  return `${withPoint(mantissa)}E${exponent.replace('+', '')}`;
}

function withPoint(digits: string): string {
  return digits.includes('.') ? digits : `${digits}.0`;
}
