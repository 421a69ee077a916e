import { ProjectDefinition } from '../../core/project.ts';

type Overrides = {
  readonly data?: Partial<ProjectDefinition['data']>;
  readonly training?: Partial<ProjectDefinition['training']>;
  readonly behave?: Readonly<Record<string, string | number | boolean>>;
  readonly rest?: Partial<ProjectDefinition>;
};

/** A small project that the tiny image trains: two numbers and a category in, one number out. `behave` goes to the image as hyperparameters. */
export function tinyProject(project: string, { data, training, behave = {}, rest }: Overrides = {}): ProjectDefinition {
  return ProjectDefinition.parse({
    project,
    description: `The ${project} of a test.`,
    owners: [`${project}@example.com`],
    data: {
      header: 'auto',
      columns: [
        { name: 'size', type: 'number' },
        { name: 'colour', type: 'category', values: ['red', 'green', 'blue'] },
        { name: 'weight', type: 'number' },
        { name: 'price', type: 'number' },
      ],
      target: 'price',
      ...data,
    },
    training: {
      image: { repository: 'nacre/training', tag: 'tiny' },
      model: 'tiny',
      instanceTypes: ['ml.m5.xlarge'],
      maxRuntimeSeconds: 60,
      hyperparameters: behave,
      ...training,
    },
    thresholds: [{ metric: 'rmse', atMost: 1000 }],
    tracking: { experiment: `${project}-experiment` },
    ...rest,
  });
}

/** A CSV for it, different for each seed, with a header unless told otherwise. */
export function tinyTable({ rows = 100, seed = 1, header = true }: { readonly rows?: number; readonly seed?: number; readonly header?: boolean } = {}): string {
  const colours = ['red', 'green', 'blue'] as const;
  const lines = Array.from({ length: rows }, (_, row) => {
    const size = ((row * 7919 + seed * 104_729) % 1000) / 10;
    return `${size},${colours[(row + seed) % 3]},${(size / 3).toFixed(3)},${(2 * size + (row % 7)).toFixed(2)}`;
  });
  return `${[...(header ? ['size,colour,weight,price'] : []), ...lines].join('\n')}\n`;
}
