type Format = { readonly magic: readonly number[]; readonly is: string; readonly nextStep: string };

const ascii = (text: string): readonly number[] => [...text].map((character) => character.charCodeAt(0));
const unpack = 'unpack it and upload the CSV file inside';
const convert = 'export it as CSV and upload that';

const FORMATS: readonly Format[] = [
  { magic: [0x1f, 0x8b], is: 'gzip', nextStep: unpack },
  { magic: ascii('PK\u0003\u0004'), is: 'a zip archive or an Excel workbook', nextStep: 'unpack it, or export the sheet as CSV, and upload that' },
  { magic: ascii('BZh'), is: 'bzip2', nextStep: unpack },
  { magic: [0x28, 0xb5, 0x2f, 0xfd], is: 'zstandard', nextStep: unpack },
  { magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a], is: 'xz', nextStep: unpack },
  { magic: [0x37, 0x7a, 0xbc, 0xaf], is: 'a 7z archive', nextStep: unpack },
  { magic: ascii('PAR1'), is: 'Parquet', nextStep: convert },
  { magic: ascii('Obj\u0001'), is: 'Avro', nextStep: convert },
  { magic: ascii('ORC'), is: 'ORC', nextStep: convert },
  { magic: ascii('\u0089HDF'), is: 'HDF5', nextStep: convert },
  { magic: [0xd0, 0xcf, 0x11, 0xe0], is: 'an old Excel workbook', nextStep: 'export the sheet as CSV and upload that' },
  { magic: ascii('SQLite format 3'), is: 'an SQLite database', nextStep: convert },
  { magic: [0xff, 0xfe, 0, 0], is: 'UTF-32 text', nextStep: 'save it as UTF-8' },
  { magic: ascii('%PDF'), is: 'a PDF document', nextStep: convert },
  { magic: ascii('{"'), is: 'JSON', nextStep: convert },
  { magic: ascii('<?xml'), is: 'XML', nextStep: convert },
  { magic: ascii('<!DOCTYPE'), is: 'an HTML page', nextStep: 'download the data itself: this is the page around it, or an error page' },
  { magic: ascii('<html'), is: 'an HTML page', nextStep: 'download the data itself: this is the page around it, or an error page' },
];

/** Names the format of a file that is called .csv but is something else, from its first bytes. */
export function foreignFormat(head: Uint8Array): Pick<Format, 'is' | 'nextStep'> | undefined {
  return FORMATS.find(({ magic }) => magic.every((byte, at) => head[at] === byte));
}
