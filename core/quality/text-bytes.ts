/** Texts as bytes in a view, from one offset to another: four bytes of a view are read at once, wherever they begin. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export function bytesOf(text: DataView, start: number, end: number): Uint8Array {
  return new Uint8Array(text.buffer, text.byteOffset + start, end - start);
}

export function copyText(text: DataView, start: number, end: number, to: DataView, at: number): void {
  bytesOf(to, at, at + end - start).set(bytesOf(text, start, end));
}

/** The last four bytes are compared as one word, whether others hold them too or not. */
export function sameText(left: DataView, leftStart: number, right: DataView, rightStart: number, length: number): boolean {
  if (length < 4) {
    for (let at = 0; at < length; at += 1) if (left.getUint8(leftStart + at) !== right.getUint8(rightStart + at)) return false;
    return true;
  }
  const last = length - 4;
  for (let at = 0; at < last; at += 4) if (left.getInt32(leftStart + at, true) !== right.getInt32(rightStart + at, true)) return false;
  return left.getInt32(leftStart + last, true) === right.getInt32(rightStart + last, true);
}

/** Code points of UTF-8: every byte but those that continue one. */
export function charactersOf(text: DataView, start: number, end: number): number {
  let characters = 0;
  for (let at = start; at < end; at += 1) if ((text.getUint8(at) & 0xc0) !== 0x80) characters += 1;
  return characters;
}
