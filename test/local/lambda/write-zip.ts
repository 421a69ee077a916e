import { writeFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';

/** Writes a zip whose entries are stored as they are: enough for a bundle of a few lines. */
export function writeZip(path: string, files: Readonly<Record<string, string>>): void {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const [title, body] = [Buffer.from(name), Buffer.from(content)];
    const entry = header(title, body);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), entry, title, body]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), entry, place, title]));
    bodies.push(local);
    offset += local.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(directory.length, 4);
  end.writeUInt16LE(directory.length, 6);
  end.writeUInt32LE(listing.length, 8);
  end.writeUInt32LE(offset, 12);
  writeFileSync(path, Buffer.concat([...bodies, listing, Buffer.from('PK\x05\x06'), end]));
}

/** The 26 bytes that both kinds of header share. */
function header(title: Buffer, body: Buffer): Buffer {
  const shared = Buffer.alloc(26);
  shared.writeUInt16LE(20, 0);
  shared.writeUInt32LE(crc32(body), 10);
  shared.writeUInt32LE(body.length, 14);
  shared.writeUInt32LE(body.length, 18);
  shared.writeUInt16LE(title.length, 22);
  return shared;
}
