/** Code points of bytes 0x80 to 0x9f; the five that Windows-1252 leaves undefined are C1 controls, as browsers read them. */
const UPPER = [
  0x20ac, 0x81, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8d, 0x017d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c,
  0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d, 0x017e, 0x0178,
] as const;

/** Latin-1 files are read as Windows-1252, its superset in practice. Each byte is one character, so a chunk may break anywhere. */
export function fromWindows1252(chunk: Uint8Array): Uint8Array {
  const utf8 = new Uint8Array(chunk.length * 3);
  let to = 0;
  for (const byte of chunk) {
    const point = byte >= 0x80 && byte <= 0x9f ? (UPPER[byte - 0x80] ?? byte) : byte;
    if (point < 0x80) utf8[to++] = point;
    else if (point < 0x800) {
      utf8[to++] = 0xc0 | (point >> 6);
      utf8[to++] = 0x80 | (point & 0x3f);
    } else {
      utf8[to++] = 0xe0 | (point >> 12);
      utf8[to++] = 0x80 | ((point >> 6) & 0x3f);
      utf8[to++] = 0x80 | (point & 0x3f);
    }
  }
  return utf8.subarray(0, to);
}
