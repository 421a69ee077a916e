import { isObject } from '../json-object.ts';
import { AwsError, type AwsEvent, type Facts, type Happening } from '../plane.ts';

const MOST_ENTRIES = 10;
const MOST_BYTES = 1_048_576;
const REQUIRED = ['Source', 'DetailType', 'Detail'];

/** PutEvents: the request as a whole is refused or taken, then each entry is judged alone. */
export function putEvents(input: Facts, publish: (happening: Happening) => AwsEvent): Facts {
  const entries = Array.isArray(input['Entries']) ? input['Entries'].filter(isObject) : [];
  checkRequest(entries);
  const results = entries.map((entry) => putEntry(entry, publish));
  return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
}

function checkRequest(entries: readonly Facts[]): void {
  if (entries.length === 0 || entries.length > MOST_ENTRIES) {
    const bound = entries.length === 0 ? 'greater than or equal to 1' : 'less than or equal to 10';
    throw new AwsError('ValidationException', `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length ${bound}`);
  }
  if (entries.reduce((sum, entry) => sum + sizeOf(entry), 0) > MOST_BYTES) {
    throw new AwsError('ValidationException', 'Total size of the entries in the request is over the limit.');
  }
  for (const { EventBusName: bus } of entries) {
    if (bus !== undefined && bus !== 'default' && !String(bus).endsWith(':event-bus/default')) {
      throw new AwsError('ResourceNotFoundException', `Event bus ${String(bus)} does not exist.`);
    }
  }
}

/** EventBridge counts 14 bytes for a time and the UTF-8 bytes of the rest. */
function sizeOf(entry: Facts): number {
  const texts = [entry['Source'], entry['DetailType'], entry['Detail'], ...(Array.isArray(entry['Resources']) ? entry['Resources'] : [])];
  return texts.reduce<number>((sum, text) => sum + Buffer.byteLength(String(text ?? '')), entry['Time'] === undefined ? 0 : 14);
}

function putEntry(entry: Facts, publish: (happening: Happening) => AwsEvent): Facts {
  const missing = REQUIRED.find((name) => typeof entry[name] !== 'string' || entry[name] === '');
  if (missing) return refused('InvalidArgument', `Parameter ${missing} is not valid. Reason: ${missing} is a required argument.`);
  const source = String(entry['Source']);
  if (source.startsWith('aws.')) return refused('NotAuthorizedForSourceException', 'Not authorized for the source.');
  const detail = parsedObject(String(entry['Detail']));
  if (detail === undefined) return refused('MalformedDetail', 'Detail is malformed.');
  const resources = Array.isArray(entry['Resources']) ? entry['Resources'].map(String) : [];
  const time = timeOf(entry['Time']);
  return { EventId: publish({ source, detailType: String(entry['DetailType']), resources, detail, ...(time === undefined ? {} : { time }) }).id };
}

function parsedObject(text: string): Facts | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** The protocol carries times as epoch seconds. */
function timeOf(time: unknown): Date | undefined {
  if (typeof time === 'number') return new Date(time * 1000);
  return typeof time === 'string' ? new Date(time) : undefined;
}

function refused(ErrorCode: string, ErrorMessage: string): Facts {
  return { ErrorCode, ErrorMessage };
}
