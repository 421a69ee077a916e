/**
 * What runs inside an execution environment, in the place of Lambda's own runtime interface client for Node.js 24:
 * loads the handler, takes one event at a time from the host, and ends with the host. It keeps nothing of ours in the
 * function's sight: no variable, no global, no module.
 */
import { existsSync } from 'node:fs';
import { enableCompileCache, flushCompileCache } from 'node:module';
import { basename, dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';

const [handlerName, endOfLines, compiled] = process.argv.splice(2);
const channel = process.channel;
const send = process.send.bind(process);
const exit = process.exit.bind(process);
const write = process.stdout.write.bind(process.stdout);
const env = process.env;
let requestId;

/** An error of the runtime itself, under the type that Lambda gives it. */
class RuntimeError extends Error {
  constructor(name, message) {
    super(message);
    this.name = name;
  }
}

// What is written must have left this process before it exits or stands still.
for (const stream of [process.stdout, process.stderr]) stream._handle?.setBlocking?.(true);

process.once('disconnect', () => exit(0));
process.on('uncaughtException', (error) => end('Uncaught Exception', error, 129));
process.on('unhandledRejection', (reason) => {
  const error = new RuntimeError('Runtime.UnhandledPromiseRejection', String(reason));
  if (reason instanceof Error) error.stack = reason.stack;
  end('Unhandled Promise Rejection', error, 128);
});
process.once('message', start);
delete process.send;

/** The first message says that our end is certain to follow the host's; only then may code of others run. */
async function start() {
  patchConsole();
  try {
    enableCompileCache(compiled);
    const handler = await load();
    process.on('message', (event) => answer(handler, event));
    tell({ type: 'ready' });
    flushCompileCache();
  } catch (error) {
    end(undefined, error, 1);
  }
}

async function load() {
  const file = basename(handlerName);
  const dot = file.indexOf('.');
  if (dot < 0 || handlerName.includes('..')) throw new RuntimeError('Runtime.MalformedHandlerName', `'${handlerName}' is not a valid handler name`);
  const module = await importModule(resolve(env.LAMBDA_TASK_ROOT, dirname(handlerName), file.slice(0, dot)));
  const path = file.slice(dot + 1).split('.');
  const handler = find(module, path) ?? find(module.default, path);
  if (typeof handler !== 'function') throw new RuntimeError('Runtime.HandlerNotFound', `${handlerName} is undefined or not exported`);
  if (handler.length >= 3) throw new RuntimeError('Runtime.CallbackHandlerDeprecated', CALLBACKS_ARE_GONE);
  return handler;
}

const CALLBACKS_ARE_GONE =
  'AWS Lambda has removed support for callback-based function handlers starting with Node.js 24: make the handler async with at most two parameters, (event, context)';

async function importModule(path) {
  const found = ['', '.js', '.mjs', '.cjs'].map((extension) => path + extension).find((candidate) => existsSync(candidate));
  if (found === undefined) throw new RuntimeError('Runtime.ImportModuleError', `Error: Cannot find module '${basename(path)}'`);
  try {
    return await import(pathToFileURL(found).href);
  } catch (error) {
    if (error instanceof SyntaxError) throw renamed('Runtime.UserCodeSyntaxError', error);
    if (error?.code === 'MODULE_NOT_FOUND' || error?.code === 'ERR_MODULE_NOT_FOUND') throw renamed('Runtime.ImportModuleError', error);
    throw error;
  }
}

function renamed(name, cause) {
  const error = new RuntimeError(name, String(cause));
  error.stack = cause.stack;
  return error;
}

function find(from, path) {
  return path.reduce((value, key) => value?.[key], from);
}

/** While a handler works, the host's channel does not keep the process alive: a promise that nothing can settle ends it, as in Lambda. */
async function answer(handler, event) {
  requestId = event.requestId;
  env._X_AMZN_TRACE_ID = event.traceId;
  channel.unref();
  const outcome = await outcomeOf(handler, event);
  channel.ref();
  tell({ ...outcome, requestId, peakMB: Math.round(process.resourceUsage().maxRSS / 1024) });
}

async function outcomeOf(handler, event) {
  try {
    const result = await handler(JSON.parse(event.payload), contextOf(event));
    return { type: 'answered', payload: stringify(result) };
  } catch (error) {
    log('ERROR', 'Invoke Error', errorLine(error));
    return { type: 'failed', error: described(error) };
  }
}

function stringify(result) {
  try {
    return JSON.stringify(result === undefined ? null : result) ?? 'null';
  } catch {
    throw new RuntimeError('Runtime.JSONStringifyError', 'Unable to stringify response body');
  }
}

function contextOf({ requestId: awsRequestId, deadline, functionArn, traceId }) {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    invokedFunctionArn: functionArn,
    awsRequestId,
    xRayTraceId: traceId,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

/** The answer goes through the channel, the lines through the pipe: the mark says that all lines of this event are written. */
function tell(message, then) {
  write(`${endOfLines}\n`);
  send(message, then);
}

function end(title, error, code) {
  log('ERROR', title ?? 'Initialization Error', errorLine(error));
  tell({ type: 'ended', requestId, error: described(error) }, () => exit(code));
}

function described(error) {
  if (!(error instanceof Error) && typeof error?.stack !== 'string') return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: String(error.name), errorMessage: String(error.message), trace: String(error.stack ?? '').split('\n') };
}

function errorLine(error) {
  const { errorType, errorMessage, trace } = described(error);
  return JSON.stringify({ errorType, errorMessage, ...(error?.code === undefined ? {} : { code: error.code }), stack: trace });
}

function log(level, ...parts) {
  const line = [new Date().toISOString(), requestId, level, ...parts].join('\t');
  write(`${line.replaceAll('\n', '\r')}\n`);
}

/** Lambda's text format: time, request id, level, message; a message of many lines stays one event. */
function patchConsole() {
  const levels = { log: 'INFO', info: 'INFO', debug: 'DEBUG', warn: 'WARN', error: 'ERROR', trace: 'TRACE' };
  for (const [method, level] of Object.entries(levels)) console[method] = (...parts) => log(level, format(...parts));
}
