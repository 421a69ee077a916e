import { AwsError } from '../plane.ts';

/** How SageMaker answers nearly everything that it refuses. */
export const invalid = (message: string) => new AwsError('ValidationException', message);
