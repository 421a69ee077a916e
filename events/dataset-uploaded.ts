import { ObjectCreated } from './object-created.ts';

/** In the data bucket: somebody's data landed. */
export const DatasetUploaded = ObjectCreated;
export type DatasetUploaded = ObjectCreated;
