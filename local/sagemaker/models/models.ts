import type { Facts } from '../../plane.ts';
import { invalid } from '../invalid.ts';
import type { Surroundings } from '../jobs/surroundings.ts';
import { listPage } from '../list-page.ts';
import type { Part } from '../part.ts';
import { admitModel } from './admit-model.ts';
import { checkRequest } from './check-request.ts';
import { describeModel, type Model, summarizeModel } from './model.ts';

/** `find` throws where there is no model of that name. */
export type Models = Part & { find(name: string): Model };

/** SageMaker's models: what transform jobs serve with. A deleted model's name is free again. */
export function createModels(around: Surroundings): Models {
  const models = new Map<string, Model>();
  const arnOf = (name: string) => `arn:aws:sagemaker:${around.settings.region}:${around.settings.account}:model/${name}`;
  const find = (name: unknown): Model => {
    const model = models.get(String(name));
    if (model === undefined) throw invalid(`Could not find model "${arnOf(String(name))}".`);
    return model;
  };
  const create = async (input: Facts): Promise<Facts> => {
    const checked = checkRequest(input);
    const { ModelName: name, Tags: tags = [] } = checked.request;
    const arn = arnOf(name);
    refuseTaken(models, name, arn);
    const serving = await admitModel(checked, around);
    refuseTaken(models, name, arn);
    const createdAt = new Date();
    const kept = new Map(tags.map(({ Key, Value }) => [Key, Value]));
    models.set(name, { name, arn, createdAt, modifiedAt: createdAt, tags: kept, request: checked.request, roleArn: checked.roleArn, serving });
    return { ModelArn: arn };
  };
  return {
    kind: 'model',
    actions: {
      CreateModel: create,
      DescribeModel: ({ ModelName: name }) => describeModel(find(name)),
      ListModels: (input) => listPage([...models.values()], input, { member: 'Models', summarize: summarizeModel, order: 'Descending' }),
      DeleteModel: ({ ModelName: name }) => {
        models.delete(find(name).name);
        return {};
      },
    },
    find,
    tagged: find,
    close: async () => undefined,
  };
}

/** Looked at before the request is checked and again after it: another one may have come in between. */
function refuseTaken(models: ReadonlyMap<string, Model>, name: string, arn: string): void {
  if (models.has(name)) throw invalid(`Cannot create already existing model "${arn}".`);
}
