import { lambdaWorld } from './lambda-world.ts';

/** A host in small, to be killed by a test: its function says its number and never ends. */
const world = lambdaWorld({
  logWriter: { createStream: async () => undefined, put: async (_, lines) => console.log(lines.map(({ message }) => message).join('\n')) },
});
await world.host.invoke(world.define('export const handler = async () => { console.log("pid " + process.pid); for (;;); };', { timeoutSeconds: 600 }), '{}');
