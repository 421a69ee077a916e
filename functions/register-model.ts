import * as z from 'zod/mini';
import { systemClock as clock } from '../adapters/clock.ts';
import { dynamoRecords } from '../adapters/records.ts';
import { sagemakerRegistry } from '../adapters/registry.ts';
import { registerModel } from '../core/register-model.ts';
import { RunStep } from '../events/run-step.ts';
import { door } from './door.ts';
import { environment, setting } from './environment.ts';

const { RECORDS_TABLE, MODEL_GROUP_PREFIX } = environment(z.object({ RECORDS_TABLE: setting, MODEL_GROUP_PREFIX: setting }));
const services = { clock, records: dynamoRecords(RECORDS_TABLE), registry: sagemakerRegistry() };

/** State RegisterModel: makes the model a version of its project's group, once. */
export const handler = door('model registered', RunStep, (step) => registerModel(step, MODEL_GROUP_PREFIX, services));
