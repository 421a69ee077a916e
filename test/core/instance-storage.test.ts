import { TrainingInstanceType } from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from '@jest/globals';
import { takesVolumeKey } from '../../core/instance-storage.ts';

const familyOf = (type: string) => type.split('.')[1] ?? '';
const families = new Set(Object.values(TrainingInstanceType).map(familyOf));

describe('a volume key', () => {
  it.each([
    'ml.g4dn.xlarge',
    'ml.g5.xlarge',
    'ml.g6.xlarge',
    'ml.g6e.48xlarge',
    'ml.p4d.24xlarge',
    'ml.p5.48xlarge',
    'ml.p3dn.24xlarge',
    'ml.r5d.large',
    'ml.trn1.2xlarge',
  ])('is left out for %s, which brings its own drives', (type) => {
    expect(takesVolumeKey(type)).toBe(false);
  });

  it.each(['ml.m5.large', 'ml.c5.xlarge', 'ml.c5n.xlarge', 'ml.p3.2xlarge', 'ml.m7i-flex.large', 'ml.t3.medium'])('is given to %s', (type) => {
    expect(takesVolumeKey(type)).toBe(true);
  });

  it('is decided for every family that SageMaker trains on: a new one must be looked up', () => {
    const withKey = [...families].filter((family) => takesVolumeKey(`ml.${family}.xlarge`)).sort();

    expect(withKey).toEqual([...['c4', 'c5', 'c5n', 'c6i', 'c7i', 'c8i', 'm4', 'm5', 'm6i', 'm7i', 'm8i', 'p2', 'p3'], ...['r5', 'r6i', 'r7i', 'r8i', 't3']]);
  });
});
