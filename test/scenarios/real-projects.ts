import { ProjectDefinition } from '../../core/project.ts';

/** Enough that their description exceeds by far the 2,500 characters of a hyperparameter. */
export const MANY = 300;

const training = {
  image: { repository: 'nacre/training', tag: 'latest' },
  model: 'linear',
  instanceTypes: ['ml.m5.large'],
  maxRuntimeSeconds: 300,
};

/** A project for models/linear.py of the real training image: categories, free text, and cells that may be empty. */
export const houses = ProjectDefinition.parse({
  project: 'houses',
  description: 'Predicts what a house costs.',
  owners: ['houses@example.com'],
  data: {
    header: 'present',
    columns: [
      { name: 'Street, number', type: 'text' },
      { name: 'area', type: 'number' },
      { name: 'heating', type: 'category', values: ['gas', 'oil', 'NA', 'heat pump, new'] },
      { name: 'garden', type: 'number', optional: true },
      { name: 'price', type: 'integer' },
    ],
    target: 'price',
  },
  training: { ...training, hyperparameters: { alpha: 0.5 } },
  thresholds: [{ metric: 'r2', atLeast: 0.9 }],
  tracking: { experiment: 'houses' },
});

/** Columns in another order than the project's, quotes, commas and line breaks inside cells, Windows line ends, some cells empty. */
export function housesTable(): string {
  const heating = ['gas', 'oil', 'NA', '"heat pump, new"'];
  const rows = Array.from({ length: 400 }, (_, row) => {
    const area = 40 + ((row * 7919) % 160);
    const garden = row % 5 === 0 ? '' : String((row * 31) % 500);
    const price = 1000 * area + 5000 * (row % 4) + 10 * Number(garden) + (row % 7);
    return `${price},"${area}.5",${heating[row % 4]},"""Rose"" Lane,\r\n${row}",${garden}`;
  });
  return `price,area,heating,"Street, number",garden\r\n${rows.join('\r\n')}\r\n`;
}

export const wide = ProjectDefinition.parse({
  project: 'wide',
  description: 'Predicts one column from many.',
  owners: ['wide@example.com'],
  data: {
    columns: [...Array.from({ length: MANY }, (_, at) => ({ name: `measurement number ${at}`, type: 'number' })), { name: 'result', type: 'number' }],
    target: 'result',
  },
  training,
  thresholds: [{ metric: 'r2', atLeast: 0.5 }],
  tracking: { experiment: 'wide' },
});

export function wideTable(): string {
  const rows = Array.from({ length: 600 }, (_, row) => {
    const cells = Array.from({ length: MANY }, (_, at) => ((row * 7919 + at * 104_729 + row * at * 13) % 1009) / 10);
    return [...cells, cells.slice(0, 10).reduce((sum, cell) => sum + cell, 0)].join(',');
  });
  return `${rows.join('\n')}\n`;
}
