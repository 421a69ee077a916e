import { z } from 'zod';
import { AwsError, type Facts } from '../plane.ts';
import type { Figure, Summary } from './metric-store.ts';

export const Dimensions = z.array(z.object({ Name: z.string(), Value: z.string() }));

/** A number, or what JSON writes for one that is none; it is refused by its place and name. */
const Double = z.union([z.number(), z.nan(), z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number)]);

const Datum = z.object({
  MetricName: z.string(),
  Dimensions: Dimensions.default([]),
  Timestamp: z.number().optional(),
  Value: Double.optional(),
  StatisticValues: z.object({ SampleCount: Double, Sum: Double, Minimum: Double, Maximum: Double }).optional(),
  Values: z.array(Double).optional(),
  Counts: z.array(Double).optional(),
  Unit: z.string().default('None'),
  StorageResolution: z.number().default(60),
});
type Datum = z.infer<typeof Datum>;

const MetricData = z.object({ Namespace: z.string(), MetricData: z.array(Datum).default([]) });

const MOST_FIGURES = 1000;
const MOST_VALUES = 150;
const LARGEST = 2 ** 360;
const TWO_WEEKS = 14 * 86_400_000;
const TWO_HOURS = 2 * 3_600_000;

/** What a PutMetricData call says, or the refusal of all of it: one bad figure is enough. */
export function figuresOf(input: Facts, now: Date): readonly Figure[] {
  if (input['EntityMetricData'] !== undefined) throw invalid('EntityMetricData is not part of the laptop cloud; put the figures into MetricData');
  const { Namespace: namespace, MetricData: data } = MetricData.parse(input);
  if (namespace.startsWith('AWS/')) throw invalid(`The value ${namespace} for parameter Namespace is invalid: namespaces that begin with AWS/ belong to AWS.`);
  if (data.length > MOST_FIGURES) throw invalid(`The collection MetricData must not have a size greater than ${MOST_FIGURES}.`);
  return data.map((datum, index) => {
    const path = `MetricData.member.${index + 1}`;
    const dimensions = dimensionsOf(datum.Dimensions, path);
    checkTime(datum, path, now);
    if (![1, 60].includes(datum.StorageResolution)) throw invalid(`The parameter ${path}.StorageResolution must be 1 or 60.`);
    const at = datum.Timestamp === undefined ? now : new Date(datum.Timestamp * 1000);
    return { namespace, name: datum.MetricName, dimensions, at, unit: datum.Unit, everySecond: datum.StorageResolution === 1, ...said(datum, path) };
  });
}

/** Dimensions as a map; a name twice is refused, and so is what no metric could ever have. */
export function dimensionsOf(dimensions: z.infer<typeof Dimensions>, path?: string): Readonly<Record<string, string>> {
  const prefix = path === undefined ? 'Dimensions' : `${path}.Dimensions`;
  dimensions.forEach(({ Name, Value }, index) => {
    const isPrintable = (text: string) => /^[\x20-\x7e]*\S[\x20-\x7e]*$/.test(text);
    if (!isPrintable(Name) || Name.startsWith(':') || !isPrintable(Value))
      throw invalid(`The parameters ${prefix}.member.${index + 1} must hold ASCII characters, one of them not a space, and no leading colon in the name.`);
  });
  const map = Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value]));
  if (Object.keys(map).length < dimensions.length) throw invalid(`No two dimensions of ${prefix} may have the same name.`);
  return map;
}

function checkTime({ Timestamp: seconds }: Datum, path: string, now: Date): void {
  if (seconds === undefined) return;
  const age = now.getTime() - seconds * 1000;
  if (!(age <= TWO_WEEKS)) throw invalid(`The parameter ${path}.Timestamp must specify a time no more than two weeks in the past.`);
  if (age < -TWO_HOURS) throw invalid(`The parameter ${path}.Timestamp must specify a time no more than two hours in the future.`);
}

function said({ Value, StatisticValues, Values, Counts }: Datum, path: string): Pick<Figure, 'summary' | 'values'> {
  const given = Object.entries({ Value, StatisticValues, Values }).filter(([, value]) => value !== undefined);
  const [one, other] = given.map(([name]) => `${path}.${name}`);
  if (one === undefined)
    throw new AwsError(
      'MissingRequiredParameterException',
      `At least one of the parameters ${path}.Value, ${path}.Values or ${path}.StatisticValues must be specified.`,
    );
  if (other !== undefined)
    throw new AwsError('InvalidParameterCombinationException', `The parameters ${one} and ${other} are mutually exclusive and you have specified both.`);
  if (StatisticValues !== undefined) return { summary: checkedSummary(StatisticValues, `${path}.StatisticValues`) };
  const values = Values ?? [Value ?? Number.NaN];
  const counts = Values === undefined ? [1] : (Counts ?? values.map(() => 1));
  if (values.length > MOST_VALUES) throw invalid(`The collection ${path}.Values must not have a size greater than ${MOST_VALUES}.`);
  if (values.length !== counts.length) throw invalid(`The parameters ${path}.Values and ${path}.Counts must be of the same size.`);
  for (const number of [...values, ...counts]) checkNumber(number, one);
  if (values.length === 0 || counts.some((count) => count <= 0))
    throw invalid(`The parameter ${path}.Counts must hold figures greater than 0, one for each value.`);
  return summed(values, counts);
}

function summed(values: readonly number[], counts: readonly number[]): Pick<Figure, 'summary' | 'values'> {
  const weighed = new Map<number, number>();
  for (const [index, value] of values.entries()) weighed.set(value, (weighed.get(value) ?? 0) + (counts[index] ?? 0));
  const count = counts.reduce((sum, each) => sum + each, 0);
  const sum = [...weighed].reduce((total, [value, times]) => total + value * times, 0);
  return { summary: { count, sum, minimum: Math.min(...values), maximum: Math.max(...values) }, values: weighed };
}

function checkedSummary(set: NonNullable<Datum['StatisticValues']>, path: string): Summary {
  for (const [name, value] of Object.entries(set)) checkNumber(value, `${path}.${name}`);
  if (set.SampleCount <= 0) throw invalid(`The parameter ${path}.SampleCount must be greater than 0.`);
  if (set.Minimum > set.Maximum) throw invalid(`The parameter ${path}.Minimum must not be greater than ${path}.Maximum.`);
  return { count: set.SampleCount, sum: set.Sum, minimum: set.Minimum, maximum: set.Maximum };
}

function checkNumber(value: number, parameter: string): void {
  if (!(Math.abs(value) <= LARGEST)) throw invalid(`The value ${value} for parameter ${parameter} is invalid: it must be a number from -2^360 to 2^360.`);
}

export function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message);
}
