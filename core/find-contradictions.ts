import { closest } from './did-you-mean.ts';
import { DEFAULT_ALARM } from './drift-alarm.ts';
import { priceOf } from './instance-prices.ts';
import type { ProjectDefinition } from './project.ts';
import type { Finding } from './read-project-file.ts';
import { RESERVED_HYPERPARAMETERS, trainingHyperparameters } from './training-hyperparameters.ts';

/** SageMaker's limits for the hyperparameters of one job. */
const MOST_HYPERPARAMETERS = 100;
const LONGEST_HYPERPARAMETER = 2500;
/** SageMaker takes 40 metric definitions; five names are always reported. */
const MOST_THRESHOLDS = 35;
/** Of the columns, in a message. */
const MOST_NAMED = 20;

/** What a schema cannot see: members that are fine alone and do not fit together. */
export function findContradictions(definition: ProjectDefinition, folder: string): readonly Finding[] {
  return [
    ...ofName(definition, folder),
    ...ofColumns(definition),
    ...ofTarget(definition),
    ...ofHyperparameters(definition),
    ...ofThresholds(definition),
    ...ofSpot(definition),
    ...ofAlarm(definition),
    ...ofPrices(definition),
  ];
}

function ofName({ project }: ProjectDefinition, folder: string): readonly Finding[] {
  return project === folder
    ? []
    : [{ path: ['project'], message: `does not match the folder projects/${folder}/; write "${folder}" or move the file to projects/${project}/` }];
}

function ofColumns({ data: { columns } }: ProjectDefinition): readonly Finding[] {
  return columns.flatMap(({ name, type, values }, index) => {
    const first = columns.findIndex((column) => column.name === name);
    const twice =
      first < index
        ? [{ path: ['data', 'columns', index, 'name'], message: `names column "${name}" again (first in entry ${first + 1}); names must differ` }]
        : [];
    const stray =
      values !== undefined && type !== 'category'
        ? [
            {
              path: ['data', 'columns', index, 'values'],
              message: `belongs to columns of type category, and "${name}" is of type ${type}; leave it out or change the type`,
            },
          ]
        : [];
    return [...twice, ...stray];
  });
}

function ofTarget({ data: { columns, target } }: ProjectDefinition): readonly Finding[] {
  const names = columns.map(({ name }) => name);
  if (names.includes(target)) return [];
  const near = closest(target, names);
  return [
    {
      path: ['data', 'target'],
      message: `is none of the columns; ${near === undefined ? `write one of ${names.slice(0, MOST_NAMED).join(', ')}${names.length > MOST_NAMED ? ', ...' : ''}` : `did you mean "${near}"?`}`,
    },
  ];
}

function ofHyperparameters(definition: ProjectDefinition): readonly Finding[] {
  const { hyperparameters } = definition.training;
  const reserved = RESERVED_HYPERPARAMETERS.filter((name) => Object.hasOwn(hyperparameters, name));
  const all = Object.entries(trainingHyperparameters(definition));
  const long = all.filter(([, value]) => value.length > LONGEST_HYPERPARAMETER).map(([name]) => name);
  return [
    ...reserved.map(
      (name): Finding => ({
        path: ['training', 'hyperparameters', name],
        at: 'key',
        message: 'is set by nacre from the rest of this file; choose another name',
      }),
    ),
    ...(all.length > MOST_HYPERPARAMETERS
      ? [
          {
            path: ['training', 'hyperparameters'],
            message: `has too many members; SageMaker passes ${MOST_HYPERPARAMETERS} to a job, and ${RESERVED_HYPERPARAMETERS.length} are nacre's own`,
          },
        ]
      : []),
    ...long.map((name) => ({
      path: ['training', 'hyperparameters', name],
      message: `is longer than the ${LONGEST_HYPERPARAMETER} characters that SageMaker passes; shorten it`,
    })),
  ];
}

function ofSpot({ training: { spot, maxRuntimeSeconds } }: ProjectDefinition): readonly Finding[] {
  if (spot === undefined || spot.maxWaitSeconds >= maxRuntimeSeconds) return [];
  const message = `is shorter than training.maxRuntimeSeconds (${maxRuntimeSeconds}), which it includes; write at least as much`;
  return [{ path: ['training', 'spot', 'maxWaitSeconds'], message }];
}

function ofThresholds({ thresholds }: ProjectDefinition): readonly Finding[] {
  return thresholds.length <= MOST_THRESHOLDS
    ? []
    : [{ path: ['thresholds'], message: `has more than ${MOST_THRESHOLDS} entries, and SageMaker reads no more metrics from a job; keep those that decide` }];
}

function ofAlarm({ monitoring }: ProjectDefinition): readonly Finding[] {
  const { drifted, of } = monitoring?.alarm ?? DEFAULT_ALARM;
  return drifted <= of
    ? []
    : [{ path: ['monitoring', 'alarm'], message: `can never go off: ${drifted} of the last ${of} batches is more than all; raise "of" or lower "drifted"` }];
}

/** A budget cannot be kept on machines whose price nobody knows. */
function ofPrices({ training: { instanceTypes }, governor }: ProjectDefinition): readonly Finding[] {
  if (governor?.budgetPerDay === undefined) return [];
  return instanceTypes.flatMap((type, index) =>
    priceOf(type, governor.prices) === undefined
      ? [
          {
            path: ['training', 'instanceTypes', index],
            message: `has no known price, which governor.budgetPerDay needs; write its US dollars an hour as governor.prices: { ${type}: 1.23 }`,
          },
        ]
      : [],
  );
}
