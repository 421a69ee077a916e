/**
 * The `nacre` command: `npm run nacre -- <command>`. Each command is a file in commands/, loaded when it is asked for;
 * all speak to AWS endpoints only, local or real.
 */
import { Command, Option } from 'commander';
import { CommandError } from './command-error.ts';

const port = () => new Option('--port <number>', 'the laptop cloud on this port').default('4566').env('NACRE_PORT');
const json = () => new Option('--json', 'print one JSON document on standard output');
const untracked = () => new Option('--no-tracking', 'without an MLflow server');

const nacre = new Command('nacre').description('Event-driven model training on AWS, and the same thing on one laptop.').showHelpAfterError();

/** A command that acts inside one laptop cloud or, with --aws, in an account. */
function toTarget(name: string, description: string): Command {
  return nacre
    .command(name)
    .description(description)
    .addOption(port())
    .addOption(new Option('--aws', 'speak to the AWS account of your credentials instead of the laptop cloud'))
    .addOption(new Option('--stage <stage>', 'the deployed stage').default('dev'))
    .addOption(json());
}

/** A command about the laptop cloud itself. */
function toCloud(name: string, description: string): Command {
  return nacre.command(name).description(description).addOption(port()).addOption(json());
}

toCloud('start', 'start the laptop cloud, deploy, drop the abalone CSV, show the outcome, stay up')
  .option('--once', 'end after the outcome')
  .option('--data <file>', 'train on this CSV instead of the abalone data set')
  .addOption(new Option('--story <story>', 'what to show: one training, or a drift that makes its own retraining').choices(['train', 'drift']).default('train'))
  .addOption(untracked())
  .action(async (options) => (await import('./commands/start.ts')).start(options));
toCloud('up', 'start the laptop cloud and apply the compiled template')
  .option('--detach', 'leave it running and return')
  .addOption(untracked())
  .action(async (options) => (await import('./commands/up.ts')).up(options));
toCloud('down', 'end the laptop cloud on this port').action(async (options) => (await import('./commands/down.ts')).down(options));
toCloud('reset', 'end the laptop cloud on this port and forget everything it kept').action(async (options) =>
  (await import('./commands/reset.ts')).reset(options),
);
toCloud('status', 'show whether the laptop cloud is up, and where').action(async (options) => (await import('./commands/status.ts')).status(options));
toCloud('doctor', 'check what nacre needs on this machine, and the cloud if it is up').action(async (options) =>
  (await import('./commands/doctor.ts')).doctor(options),
);
toCloud('events', 'show the newest events and where each went')
  .option('--last <number>', 'how many', '20')
  .action(async (options) => (await import('./commands/events.ts')).events(options));
toTarget('apply', 'apply the projects of a folder')
  .argument('[dir]', 'folder with <name>/project.yml', 'projects')
  .action(async (folder, options) => (await import('./commands/apply.ts')).apply(folder, options));
toTarget('put', 'upload a CSV for training')
  .argument('<project>', 'whose data it is')
  .argument('<file>', 'the CSV')
  .option('--as <key>', "its key below <project>/datasets/ (by default the file's name with .csv), or the whole key when it begins with <project>/")
  .option('--wait', "wait for the run's outcome; exit status 0 only for Succeeded")
  .action(async (project, file, options) => (await import('./commands/put.ts')).put(project, file, options));
toTarget('runs', 'list runs, newest first')
  .option('--project <project>', 'of this project only')
  .action(async (options) => (await import('./commands/runs.ts')).runs(options));
toTarget('run', "a run's whole story")
  .argument('<id>', 'the run')
  .action(async (id, options) => (await import('./commands/runs.ts')).run(id, options));
toTarget('score', 'upload a CSV as a batch and follow it to its predictions; exit status 0 only for Scored, 3 while no model is there')
  .argument('<project>', 'whose model scores it')
  .argument('<file>', 'the CSV, with or without a header, without the target')
  .option('--as <key>', "its key below <project>/batches/ (by default the file's name with .csv)")
  .option('--detach', 'return after the upload')
  .action(async (project, file, options) => (await import('./commands/score.ts')).score(project, file, options));
toTarget('batches', 'list scored batches, newest first')
  .option('--project <project>', 'of this project only')
  .action(async (options) => (await import('./commands/batches.ts')).batches(options));
toTarget('batch', "a batch's whole story")
  .argument('<id>', 'the batch')
  .option('--result <file>', 'fetch the result CSV')
  .option('--report <file>', 'fetch the quality report, an HTML page')
  .action(async (id, options) => (await import('./commands/batches.ts')).batch(id, options));
for (const [name, description] of [
  ['request', 'ask for a training run'],
  ['pause', 'open no run until `nacre resume`; what is asked for meanwhile waits'],
  ['resume', 'go on after a pause, or after too many failures'],
] as const)
  toTarget(name, description)
    .argument('<project>', 'whose')
    .requiredOption('--why <reason>', 'the reason; it stands in records and mails')
    .action(async (project, options) => (await import('./commands/command.ts')).command({ command: name, project, why: options.why }, options));
for (const [name, description] of [
  ['retry', 'ask once more for what a failed run was asked for'],
  ['cancel', 'stop a run and its training job'],
] as const)
  toTarget(name, description)
    .argument('<run>', 'which')
    .requiredOption('--why <reason>', 'the reason; it stands in records and mails')
    .action(async (run, options) =>
      (await import('./commands/command.ts')).command({ command: name, project: run.replace(/-\d+-[^-]+$/, ''), run, why: options.why }, options),
    );
toTarget('logs', 'the log of a run, a batch, a job or a function')
  .argument('<id>', 'run, job name or function name')
  .action(async (id, options) => (await import('./commands/logs.ts')).logs(id, options));
toTarget('mail', 'what was mailed')
  .option('--full', 'with the text of each mail')
  .action(async (options) => (await import('./commands/mail.ts')).mail(options));
toTarget('image', 'push a training image')
  .argument('<verb>', 'push')
  .argument('[folder]', 'folder with train and serve', 'training-image')
  .option('--repository <name>', 'ECR repository', 'nacre/training')
  .option('--tag <tag>', 'moving tag', 'latest')
  .action(async (verb, folder, options) => (await import('./commands/image.ts')).image(verb, folder, options));
nacre
  .command('profile')
  .description('what a CSV holds and, against a baseline, whether it has drifted; needs no cloud; exit status 2 for drift')
  .argument('<file>', 'the CSV')
  .requiredOption('--out <dir>', 'folder for report.html, statistics.json, constraints.json and what else there is to tell')
  .option('--against <dir>', 'the --out folder of an earlier profile: the baseline')
  .option('--project <project>', 'read the file by the contract of projects/<project>/project.yml')
  .addOption(new Option('--header <header>', 'whether the first line names the columns').choices(['none', 'present', 'auto']))
  .addOption(json())
  .action(async (file, options) => (await import('./commands/profile.ts')).profile(file, options));
nacre
  .command('deploy')
  .description('deploy to a real AWS account')
  .allowUnknownOption()
  .argument('[arguments...]')
  .helpOption(false)
  .action(async (rest) => (await import('./commands/deploy.ts')).deploy(rest));

try {
  await nacre.parseAsync();
} catch (error) {
  process.stderr.write(`${error instanceof CommandError ? error.message : explain(error)}\n`);
  process.exitCode = 1;
}

/** An error nobody foresaw keeps its stack: hiding it would cost whoever must mend it. */
function explain(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
