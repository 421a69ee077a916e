import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { allOrNone } from '../../core/all-or-none.ts';

const failing = (message: string): Promise<never> => Promise.reject(new Error(message));

describe('several streams between who writes and who reads', () => {
  it('answer what was written once everything was read', async () => {
    const stream = new PassThrough();
    const write = async () => {
      stream.end('rows');
      return 4;
    };

    expect(await allOrNone([stream], write(), text(stream))).toBe(4);
  });

  it('end the reader with the error of the writer', async () => {
    const stream = new PassThrough();
    const reading = text(stream);

    await expect(allOrNone([stream], failing('the file is gone'), reading)).rejects.toThrow('the file is gone');
    await expect(reading).rejects.toThrow('the file is gone');
  });

  it('leave the process alive where the reader has not come to its stream when the writer fails', async () => {
    const stream = new PassThrough();
    const late = async () => {
      await setImmediate();
      return text(stream);
    };

    await expect(allOrNone([stream], failing('the file is gone'), late())).rejects.toThrow('the file is gone');
  });

  it('throw the error that came first', async () => {
    const stream = new PassThrough();
    const later = async () => {
      await setImmediate();
      throw new Error('no answer');
    };

    await expect(allOrNone([stream], later(), failing('no space is left'))).rejects.toThrow('no space is left');
  });
});
