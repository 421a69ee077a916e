import { ObjectArrived } from './object-arrived.ts';

/** In the config bucket: a project.yml was written. */
export const ProjectChanged = ObjectArrived;
export type ProjectChanged = ObjectArrived;
