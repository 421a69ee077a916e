import { parse } from 'yaml';
import { z } from 'zod';

const Pair = z.object({ key: z.string(), value: z.union([z.string(), z.number()]) });
const Runs = z.object({
  runs: z.array(
    z.object({
      info: z.object({ run_id: z.string(), status: z.string() }),
      data: z.object({ metrics: z.array(Pair), params: z.array(Pair) }),
      inputs: z.object({
        dataset_inputs: z.array(z.object({ dataset: z.object({ name: z.string(), digest: z.string(), source: z.string(), profile: z.string() }) })),
      }),
      outputs: z.object({ model_outputs: z.array(z.object({ model_id: z.string() })) }),
    }),
  ),
});
const History = z.object({ metrics: z.array(z.object({ step: z.number() })) });
const Files = z.object({ files: z.array(z.object({ path: z.string(), file_size: z.number().optional() })) });
const Signature = z.object({ signature: z.object({ inputs: z.string(), outputs: z.string() }) });

export type Tracked = Awaited<ReturnType<typeof trackedIn>>;

/** What MLflow's REST API tells of the one run of an experiment. */
export async function trackedIn(server: string, experiment: string) {
  const ask = async (path: string, body?: object) => {
    const answer = await fetch(
      `${server}/api/2.0/${path}`,
      body && { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
    );
    return answer.text();
  };
  const found = z
    .object({ experiment: z.object({ experiment_id: z.string() }) })
    .parse(JSON.parse(await ask(`mlflow/experiments/get-by-name?experiment_name=${experiment}`)));
  const id = found.experiment.experiment_id;
  const { runs } = Runs.parse(JSON.parse(await ask('mlflow/runs/search', { experiment_ids: [id] })));
  const [run] = runs;
  if (run === undefined || runs.length > 1) throw new Error(`the experiment ${experiment} has ${runs.length} runs`);
  const of = `run_id=${run.info.run_id}`;
  const epochs = History.parse(JSON.parse(await ask(`mlflow/metrics/get-history?${of}&metric_key=val_loss`))).metrics;
  const plots = Files.parse(JSON.parse(await ask(`mlflow/artifacts/list?${of}&path=plots`))).files;
  const model = `${id}/models/${run.outputs.model_outputs[0]?.model_id}/artifacts/MLmodel`;
  const { signature } = Signature.parse(parse(await ask(`mlflow-artifacts/artifacts/${model}`)));
  return { run, epochs, plots, signature, metrics: valuesOf(run.data.metrics), params: valuesOf(run.data.params), data: run.inputs.dataset_inputs[0]?.dataset };
}

function valuesOf(pairs: readonly z.infer<typeof Pair>[]) {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, value]));
}
