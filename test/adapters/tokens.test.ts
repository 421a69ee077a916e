import { SFNClient } from '@aws-sdk/client-sfn';
import { describe, expect, it } from '@jest/globals';
import { stepFunctionsTokens } from '../../adapters/tokens.ts';
import { startAnswering } from './answering-server.ts';

async function tokensWhere(error?: { readonly code: string; readonly message: string }) {
  const service = await startAnswering(error);
  return { ...service, tokens: stepFunctionsTokens(new SFNClient(service.settings)), [Symbol.asyncDispose]: service[Symbol.asyncDispose] };
}

describe('a task token', () => {
  it('is answered with JSON', async () => {
    await using service = await tokensWhere();

    expect(await service.tokens.succeed('token', { rows: 3 })).toBe('answered');
    expect(service.asked).toEqual([{ action: 'SendTaskSuccess', input: { taskToken: 'token', output: '{"rows":3}' } }]);
  });

  it('fails with no more words than Step Functions takes', async () => {
    await using service = await tokensWhere();

    expect(await service.tokens.fail('token', 'AlgorithmError', 'x'.repeat(40_000))).toBe('answered');
    expect(service.asked).toEqual([{ action: 'SendTaskFailure', input: { taskToken: 'token', error: 'AlgorithmError', cause: 'x'.repeat(32_768) } }]);
  });

  it.each(['TaskDoesNotExist', 'TaskTimedOut', 'InvalidToken'])('is gone when Step Functions says %s', async (code) => {
    await using service = await tokensWhere({ code, message: 'no' });

    expect(await service.tokens.succeed('token', {})).toBe('gone');
    expect(await service.tokens.fail('token', 'AlgorithmError', 'why')).toBe('gone');
  });

  it('is not taken for gone when the call was not allowed', async () => {
    await using service = await tokensWhere({ code: 'AccessDeniedException', message: 'no' });

    await expect(service.tokens.succeed('token', {})).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});
