import { AwsError } from '../plane.ts';

/** How SageMaker answers nearly everything that it refuses. */
export const invalid = (message: string) => new AwsError('ValidationException', message);

/** SageMaker lists ResourceNotFound for a job that is not there, and answers this. */
export const notFound = () => invalid('Requested resource not found.');
