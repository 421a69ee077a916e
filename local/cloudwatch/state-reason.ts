import { type AlarmDefinition, COMPARISONS } from './alarm.ts';
import { javaDouble } from './java-double.ts';
import { type Datapoint, evaluationRange, type Judgement } from './judge.ts';

/** Why an alarm is in a state, in CloudWatch's sentences, and the same as JSON text. */
export function reasonFor(
  definition: AlarmDefinition,
  judgement: Judgement,
  { datapoints, at }: { readonly datapoints: readonly Datapoint[]; readonly at: Date },
) {
  return { reason: sentence(definition, judgement), reasonData: reasonData(definition, judgement, { datapoints, at }) };
}

function sentence(definition: AlarmDefinition, judgement: Judgement): string {
  const { missingData = 'missing', evaluationPeriods, datapointsToAlarm } = definition;
  const { state, evaluated, filled } = judgement;
  if (state === 'INSUFFICIENT_DATA') return `Insufficient Data: ${evaluationRange(definition)} datapoints were unknown.`;
  if (filled > 0 && (missingData === 'breaching' || missingData === 'notBreaching')) {
    const received = evaluated.length === 0 ? 'no datapoints were' : counted(evaluated.length, 'datapoint was', 'datapoints were');
    const treated = `${counted(filled, 'missing datapoint was', 'missing datapoints were')} treated as [${missingData === 'breaching' ? 'Breaching' : 'NonBreaching'}]`;
    return `Threshold Crossed: ${received} received for ${counted(evaluationPeriods, 'period', 'periods')} and ${treated}.`;
  }
  return datapointsToAlarm === undefined ? plainSentence(definition, judgement) : sentenceOfMany(definition, judgement, datapointsToAlarm);
}

function plainSentence(definition: AlarmDefinition, judgement: Judgement): string {
  const told = toldBy(definition, judgement);
  return `Threshold Crossed: ${counted(told.length, 'datapoint', 'datapoints')} ${listed(told)} ${compared(definition, judgement, told)}.`;
}

function sentenceOfMany(definition: AlarmDefinition, judgement: Judgement, datapointsToAlarm: number): string {
  const told = toldBy(definition, judgement);
  const least = judgement.state === 'ALARM' ? datapointsToAlarm : definition.evaluationPeriods - datapointsToAlarm + 1;
  const way = judgement.state === 'ALARM' ? 'OK -> ALARM' : 'ALARM -> OK';
  const transition = `(minimum ${counted(least, 'datapoint', 'datapoints')} for ${way} transition)`;
  return `Threshold Crossed: ${told.length} out of the last ${judgement.evaluated.length} datapoints ${listed(told)} ${compared(definition, judgement, told)} ${transition}.`;
}

/** The datapoints that made the state: those that breach, or those that do not. A single breach that is too young for an alarm stands for itself. */
function toldBy({ comparison, threshold }: AlarmDefinition, { state, evaluated }: Judgement): readonly Datapoint[] {
  const wanted = state === 'ALARM';
  const told = evaluated.filter(({ value = Number.NaN }) => COMPARISONS[comparison].isBreaching(value, threshold) === wanted);
  return told.length > 0 ? told : evaluated;
}

function compared({ comparison, threshold }: AlarmDefinition, { state }: Judgement, told: readonly Datapoint[]): string {
  const { words, isBreaching } = COMPARISONS[comparison];
  const isTooYoung = state === 'OK' && told.some(({ value = Number.NaN }) => isBreaching(value, threshold));
  const not = state === 'ALARM' || isTooYoung ? '' : 'not ';
  return `${told.length === 1 ? 'was' : 'were'} ${not}${words} the threshold (${javaDouble(threshold)})${isTooYoung ? ', too few datapoints for ALARM' : ''}`;
}

function listed(told: readonly Datapoint[]): string {
  return `[${told.map(({ value = Number.NaN, at }) => `${javaDouble(value)} (${shortTime(at)})`).join(', ')}]`;
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `20/11/26 12:00:00`: day, month, year. */
function shortTime(at: number): string {
  const [date = '', time = ''] = new Date(at).toISOString().split('T');
  const [year = '', month, day] = date.split('-');
  return `${day}/${month}/${year.slice(2)} ${time.slice(0, 8)}`;
}

/** Written by hand, because CloudWatch writes whole numbers as `3.0`. Evaluated datapoints come newest first, recent ones oldest first. */
function reasonData(
  { statistic, unit, period, threshold }: AlarmDefinition,
  { evaluated }: Judgement,
  { datapoints, at }: { readonly datapoints: readonly Datapoint[]; readonly at: Date },
): string {
  const oldest = evaluated.at(-1);
  const told = evaluated.length === 0 ? datapoints : evaluated;
  const members = [
    '"version":"1.0"',
    `"queryDate":"${cloudWatchTime(at)}"`,
    ...(oldest === undefined ? [] : [`"startDate":"${cloudWatchTime(new Date(oldest.at))}"`]),
    ...(unit === undefined ? [] : [`"unit":${JSON.stringify(unit)}`]),
    `"statistic":${JSON.stringify(statistic)}`,
    `"period":${period}`,
    `"recentDatapoints":[${evaluated.map(({ value = Number.NaN }) => javaDouble(value)).reverse()}]`,
    `"threshold":${javaDouble(threshold)}`,
    `"evaluatedDatapoints":[${told.map(evaluatedDatapoint)}]`,
  ];
  return `{${members.join(',')}}`;
}

function evaluatedDatapoint({ at, samples, value }: Datapoint): string {
  const time = `"timestamp":"${cloudWatchTime(new Date(at))}"`;
  return value === undefined || samples === undefined ? `{${time}}` : `{${time},"sampleCount":${javaDouble(samples)},"value":${javaDouble(value)}}`;
}

/** `2026-11-20T12:05:00.000+0000`, as every time in CloudWatch's texts and events is written. */
export function cloudWatchTime(at: Date): string {
  return at.toISOString().replace('Z', '+0000');
}
